export default [
  {
    where: "Parcel 2",
    from: "bundled",
    how: "build, in Chromium",
    async run(row) {
      await row.tool("parcel", ["build", "index.html"]);
      return row.readSite("index.html", { root: "dist" });
    },
  },
];
