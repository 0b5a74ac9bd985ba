export default ["node", "jsdom"].map((environment) => ({
  where: "Vitest 5",
  how: `\`${environment}\``,
  run: (row) =>
    row.testRunner("vitest", ["run", `--environment=${environment}`], /Tests\s+1 passed/),
}));
