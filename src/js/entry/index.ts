/**
 * Entry for browsers, Node, Deno and Bun: the wasm travels inside this file, so importing is all
 * there is to do.
 */
import wasm from "#engine.wasm";
import { provideModule } from "../engine.js";

provideModule(() => wasm);

export * from "../main.js";
export { OpenAI as default } from "../main.js";
