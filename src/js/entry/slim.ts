/**
 * The entry `brivionix/slim`: without the wasm, which is fetched from where the caller keeps it.
 * It then downloads as the bytes it is, and compiles while it does.
 */
import { awaitModule, provideModule } from "../engine.js";
import { OpenAIError } from "../errors.js";

export * from "../main.js";
export { OpenAI as default } from "../main.js";

/** What {@link init} takes: where `brivionix/slim.wasm` is, or what is there. */
export type WasmSource =
  | string
  | URL
  | Request
  | Response
  | PromiseLike<Response>
  | WebAssembly.Module
  | BufferSource;

const none = () => {
  throw new OpenAIError("Call `init` first, with the URL of `brivionix/slim.wasm`.");
};
// No request is sent whose answer could not be read.
provideModule(none, none);

/**
 * Starts to download and compile the module. Requests may be made at once: they are sent, and
 * their answers wait for it, up to their `timeout`. What takes no request, such as
 * `Stream.fromReadableStream`, can be used once the promise resolves.
 *
 * ```js
 * import OpenAI, { init } from "brivionix/slim";
 * init("/assets/slim.wasm");
 * ```
 *
 * @throws {OpenAIError} where there is no module; requests then reject with the same error, until
 * another call succeeds.
 */
export function init(source: WasmSource): Promise<void> {
  return awaitModule(load(source));
}

/** The module, which calls of another build would misunderstand without a word. */
async function load(source: WasmSource): Promise<WebAssembly.Module> {
  const module = await compile(source);
  const [mark] = WebAssembly.Module.customSections(module, "brivionix");
  if (new TextDecoder().decode(mark) === SLIM_BUILD) return module;
  throw new OpenAIError("This is not the `brivionix/slim.wasm` of the installed version.");
}

async function compile(source: WasmSource): Promise<WebAssembly.Module> {
  try {
    const given = await source;
    if (given instanceof WebAssembly.Module) return given;
    if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) {
      return await WebAssembly.compile(given);
    }
    const response = given instanceof Response ? given : await fetch(given);
    if (!response.ok) throw new Error(`The answer was ${response.status}.`);
    // Only this type is compiled while it downloads, and not every server sends it.
    return response.headers.get("content-type") === "application/wasm"
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw new OpenAIError("`brivionix/slim.wasm` could not be loaded.", { cause });
  }
}
