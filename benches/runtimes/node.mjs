/** The Node that runs the benches: each case in a fresh process. */
import { runScript } from "./child.mjs";

export async function openNode() {
  return {
    version: process.version,
    measure: (spec, plan) => runScript("./node-case.mjs", { spec, plan }),
    close() {},
  };
}
