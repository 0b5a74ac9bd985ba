const versions = [
  { where: "Node 20", node: (row) => row.installed("node-20/bin/node"), quick: true },
  { where: "Node 24", node: () => process.execPath, quick: true },
];

export default versions.flatMap(({ where, node, quick }) => [
  { where, how: "`import`", quick, run: (row) => row.execute(node(row), ["main.mjs"]) },
  { where, how: "`require()`", quick, run: (row) => row.execute(node(row), ["main.cjs"]) },
]);
