/**
 * The entry `brivionix/core` for workerd and Vercel's edge, which refuse to compile bytes at run time:
 * the wasm stays a file of its own, which the runtime hands over as a module.
 */
import module from "#engine.wasm";
import { provideModule } from "../engine.js";

// Vercel's edge hands over a module of another realm, which would be taken for bytes.
provideModule(() => Object.setPrototypeOf(module, WebAssembly.Module.prototype));

export * from "../main.js";
export { OpenAI as default } from "../main.js";
