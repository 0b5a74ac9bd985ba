import { gatewayRow } from "../support/gateway.mjs";

const ALLOWED = ["--allow-net", "--allow-env"];
const serve = (row, use) =>
  row.withProgram(row.installed(".bin/deno"), ["run", ...ALLOWED, "deno.js"], use);
const serveModule = (row, use) =>
  row.withServer("deno", ["serve", "--port=0", ...ALLOWED, "module.js"], /(http:\S+)/, use);

export default [
  {
    how: "`import`, types checked",
    from: "../../examples/deno",
    run: (row) => row.tool("deno", ["run", "--check", ...ALLOWED, "main.ts", row.prompt]),
  },
  gatewayRow("`Deno.serve`", serve),
  gatewayRow("`deno serve`", serveModule),
].map((row) => ({ where: "Deno", quick: true, ...row }));
