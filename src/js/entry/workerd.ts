/**
 * Entry for workerd, which refuses to compile bytes at run time: bundled like `index.ts`, except
 * that the wasm stays a file of its own, which the runtime hands over as a module.
 */
export * from "./index.js";
export { default } from "./index.js";
