import { gatewayRow } from "../support/gateway.mjs";

const serve = (worker) => (row, use) =>
  row.withProgram(process.execPath, ["serve.mjs", worker], use);
const answer = (worker) => (row) => serve(worker)(row, (url) => row.post(url));

export default [
  { how: "`edge-runtime`", run: answer("worker.js") },
  { how: "`edge-runtime`, `brivionix/core`", run: answer("core.js") },
  gatewayRow("`edge-runtime`", serve("edge.js"), { listens: false }),
].map((row) => ({ where: "Vercel edge", ...row }));
