/**
 * Entry for browsers, Node, Deno and Bun: the wasm travels inside this file, so importing is all
 * there is to do.
 */
import text from "#engine.txt";
import { provideModule } from "../engine.js";
import { addHelpers } from "../helpers/completions.js";
import { unpack } from "../unpack.js";

provideModule(() => unpack(text));
addHelpers();

export * from "../helpers/index.js";
export * from "../main.js";
export { OpenAI as default } from "../main.js";
