/** The entry `brivionix` for browsers, Node, Deno and Bun. */
import { addHelpers } from "../helpers/completions.js";

addHelpers();

export * from "../helpers/index.js";
export * from "./core.js";
export { default } from "./core.js";
