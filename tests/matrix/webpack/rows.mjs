export default [
  {
    where: "webpack 5",
    from: "bundled",
    how: "bundle, in Chromium",
    quick: true,
    async run(row) {
      await row.tool("webpack", ["--mode=production", "./main.js"]);
      return row.readSite("index.html");
    },
  },
  {
    where: "webpack 5",
    from: "bundled",
    how: '`brivionix/slim` with `new URL("brivionix/slim.wasm", import.meta.url)`',
    quick: true,
    async run(row) {
      await row.tool("webpack", ["--mode=production", "./slim.js"]);
      return row.readSite("index.html");
    },
  },
];
