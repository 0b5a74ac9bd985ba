/**
 * Entry for workerd and Vercel's edge, which refuse to compile bytes at run time: the wasm stays a
 * file of its own, which the runtime hands over as a module.
 */
import module from "#engine.wasm";
import { provideModule } from "../engine.js";
import { addHelpers } from "../helpers/completions.js";

// Vercel's edge hands over a module of another realm, which would be taken for bytes.
provideModule(() => Object.setPrototypeOf(module, WebAssembly.Module.prototype));
addHelpers();

export * from "../helpers/index.js";
export * from "../main.js";
export { OpenAI as default } from "../main.js";
