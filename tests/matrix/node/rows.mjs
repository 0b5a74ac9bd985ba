/** The oldest Node that is supported, and the one that runs the tests. */
import { inNode } from "../support/row.mjs";

export default [
  ...inNode("Node 20", (row) => row.installed("node-20/bin/node")),
  ...inNode("Node 24", () => process.execPath),
].map((row) => ({ ...row, quick: true }));
