import { gatewayRow } from "../support/gateway.mjs";
import { inNode } from "../support/row.mjs";

const bun = (row) => row.installed(".bin/bun");
const serve = (row, use) => row.withProgram(bun(row), ["bun.js"], use);
const serveModule = (row, use) =>
  row.withServer("bun", ["--port=0", "module.js"], /server: (\S+)/, use);

export default [
  ...inNode("Bun", bun),
  gatewayRow("`Bun.serve`", serve),
  gatewayRow("`export default`", serveModule),
].map((row) => ({ where: "Bun", quick: true, ...row }));
