export default [
  {
    where: "workerd",
    how: "`@cloudflare/vitest-pool-workers`",
    run: (row) => row.testRunner("vitest", ["run"], /Tests\s+1 passed/),
  },
];
