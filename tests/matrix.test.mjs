/** The installed package in minimal apps of every kind: what the table in the README says. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeBrowsers } from "./matrix/support/browsers.mjs";
import { allRows } from "./matrix/support/row.mjs";
import { checkTable } from "./matrix/support/table.mjs";
import { startSimulator } from "./support/simulator.mjs";

/** The runtimes and tools in the table's order. */
const ORDER = [
  "Chromium",
  "Firefox",
  "Node 20",
  "Node 22",
  "Node 24",
  "Node 26",
  "Deno",
  "Bun",
  "workerd",
  "Vercel edge",
  "Next 16",
  "Vite 8",
  "webpack 5",
  "Rollup 4",
  "esbuild",
  "Parcel 2",
  "Vitest",
  "Jest",
];

const whole = process.env.BRIVIONIX_MATRIX === "whole";
const rows = await allRows(ORDER);

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(async () => {
  await closeBrowsers();
  await simulator?.stop();
});

for (const row of rows.filter(({ quick }) => whole || quick)) {
  test(`${row.title}: a chat streams`, { timeout: 300_000 }, () =>
    row.check(`${simulator.url}/v1`, assert),
  );
}

test("the table in the README is what the matrix finds", () => checkTable(rows));
