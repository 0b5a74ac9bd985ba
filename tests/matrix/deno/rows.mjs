/** The app is `examples/deno`. */
export default [
  {
    where: "Deno",
    how: "`import`, types checked",
    quick: true,
    run: (row) =>
      row.tool("deno", ["run", "--check", "--allow-net", "--allow-env", "main.ts", row.prompt]),
  },
];
