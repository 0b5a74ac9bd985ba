export default [
  {
    where: "webpack 5",
    how: "bundle, in Chromium",
    quick: true,
    async run(row) {
      await row.tool("webpack", ["--mode=production"]);
      return row.readSite("index.html");
    },
  },
];
