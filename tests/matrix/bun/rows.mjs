import { inNode } from "../support/row.mjs";

export default inNode("Bun", (row) => row.installed(".bin/bun")).map((row) => ({
  ...row,
  from: "node",
  quick: true,
}));
