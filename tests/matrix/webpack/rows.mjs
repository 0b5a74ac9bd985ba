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
];
