/**
 * The entry `brivionix/core` for browsers, Node, Deno and Bun: the wasm travels inside this file, so
 * importing is all there is to do. With the helpers added it is `brivionix`.
 */
import text from "#engine.txt";
import { provideModule } from "../engine.js";
import { unpack } from "../unpack.js";

provideModule(() => new WebAssembly.Module(unpack(text)));

export * from "../main.js";
export { OpenAI as default } from "../main.js";
