export default [
  {
    where: "workerd",
    from: "vitest-workers",
    how: "`@cloudflare/vitest-plugin`",
    run: (row) => row.testRunner("vitest", ["run"], /Tests\s+1 passed/),
  },
];
