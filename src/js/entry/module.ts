/** The entry `brivionix` for workerd and Vercel's edge. */
import { addHelpers } from "../helpers/completions.js";

addHelpers();

export * from "../helpers/index.js";
export * from "./core-module.js";
export { default } from "./core-module.js";
