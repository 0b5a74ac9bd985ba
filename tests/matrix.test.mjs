/** The installed package in minimal apps of every kind: what the table in the README says. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { closeBrowsers } from "./matrix/support/browsers.mjs";
import { allRows } from "./matrix/support/row.mjs";
import { checkTable } from "./matrix/support/table.mjs";
import { startOrigins } from "./support/origins.mjs";
import { startSimulator } from "./support/simulator.mjs";

/** The runtimes and tools in the table's order. */
const ORDER = [
  "Chromium",
  "Firefox",
  "WebKit",
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
  "Vitest 5",
  "Jest 30",
];

const whole = process.env.BRIVIONIX_MATRIX === "whole";
const rows = await allRows(ORDER);

let simulator;
before(async () => {
  // With a pause between events, so that an answer that is held back is seen to be.
  simulator = await startSimulator({ pace: 3 });
});
after(async () => {
  await closeBrowsers();
  await simulator?.stop();
});

for (const row of rows.filter(({ quick }) => whole || quick)) {
  test(`${row.title}: a chat streams`, { timeout: 600_000 }, () =>
    row.check(`${simulator.url}/v1`, assert),
  );
}

// In Chromium and workerd, which have more to them than a program, `redirects.test.mjs` does it.
const programs = new Set(["node", "node-newer", "deno", "bun"]);
const asks = ({ folder, gateway }) => programs.has(folder) && !gateway;
for (const row of rows.filter((row) => (whole || row.quick) && asks(row))) {
  test(`${row.title}: nothing is sent to where the API redirects`, {
    timeout: 600_000,
  }, async () => {
    const { api, other, stop } = await startOrigins();
    try {
      await assert.rejects(row.check(`${api.url}/307/other`, assert), /which was not followed/);
      assert.equal(api.requests.length, 1);
      assert.deepEqual(other.requests, []);
    } finally {
      await stop();
    }
  });
}

test("no app is configured for the package", async () => {
  const files = (await Promise.all(["tests/matrix", "examples"].map(configurations))).flat();
  assert.ok(files.length > 0);
  for (const file of files) {
    assert.doesNotMatch(
      await readFile(file, "utf8"),
      /wasm|["']brivionix["'/]|xternal|ptimize/,
      file,
    );
  }
});

test("the table in the README is what the matrix finds", () => checkTable(rows));

/** The files below a folder of the repository that configure a tool. */
async function configurations(folder) {
  const root = fileURLToPath(new URL(`../${folder}`, import.meta.url));
  const files = await readdir(root, { recursive: true });
  const configure =
    /(^|[\\/])([\w-]+\.config\.\w+|wrangler\.\w+|[jt]sconfig\.json|deno\.jsonc?|\.\w+rc)$/;
  return files.filter((file) => configure.test(file)).map((file) => join(root, file));
}
