export default [
  {
    where: "esbuild",
    from: "bundled",
    how: "bundle, in Chromium",
    quick: true,
    async run(row) {
      await row.tool("esbuild", ["main.js", "--bundle", "--format=esm", "--outdir=dist"]);
      return row.readSite("index.html");
    },
  },
];
