export default [
  { how: "`import`", run: (row) => row.tool("bun", ["main.mjs"]) },
  { how: "`require()`", run: (row) => row.tool("bun", ["main.cjs"]) },
].map((row) => ({ where: "Bun", quick: true, ...row }));
