export default [
  {
    where: "Rollup 4",
    from: "bundled",
    how: "bundle, in Chromium",
    quick: true,
    async run(row) {
      // Rollup resolves no package by itself, whichever it is.
      await row.tool("rollup", ["main.js", "--dir=dist", "--plugin=node-resolve"]);
      return row.readSite("index.html");
    },
  },
];
