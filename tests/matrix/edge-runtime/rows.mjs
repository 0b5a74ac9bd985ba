const serve = (worker) => (row) =>
  row.withProgram(["serve.mjs", worker], /Ready on (\S+)/, (url) => row.post(url));

export default [
  { where: "Vercel edge", how: "`edge-runtime`", run: serve("worker.js") },
  { where: "Vercel edge", how: "`edge-runtime`, `brivionix/core`", run: serve("core.js") },
];
