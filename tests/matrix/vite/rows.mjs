export default [
  {
    where: "Vite 8",
    from: "bundled",
    how: "dev server, in Chromium",
    quick: true,
    run: (row) => row.readServer("vite", [], /Local:\s+(\S+)/),
  },
  {
    where: "Vite 8",
    from: "bundled",
    how: "build, in Chromium",
    quick: true,
    async run(row) {
      await row.tool("vite", ["build"]);
      return row.readSite("index.html", { root: "dist" });
    },
  },
  {
    where: "Vite 8",
    from: "bundled",
    how: "build, `brivionix/core`",
    quick: true,
    async run(row) {
      await row.tool("vite", ["build", "core"]);
      return row.readSite("index.html", { root: "core/dist" });
    },
  },
  {
    where: "Vite 8",
    from: "bundled",
    how: "dev server, `brivionix/slim` with `brivionix/slim.wasm?url`",
    quick: true,
    run: (row) => row.readServer("vite", [], /Local:\s+(\S+)/, { page: "slim.html" }),
  },
];
