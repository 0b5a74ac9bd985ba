/** The app is `examples/vite-react`. */
const react = { where: "Vite 8", quick: false };

export default [
  {
    ...react,
    how: "dev server with React",
    run: (row) => row.readServer("vite", [], /Local:\s+(\S+)/),
  },
  {
    ...react,
    how: "build with React",
    async run(row) {
      await row.tool("vite", ["build"]);
      return row.readSite("index.html", { root: "dist" });
    },
  },
];
