/** The installed package in workerd, bundled as wrangler bundles it. */
import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { ENDINGS } from "./support/endings.mjs";
import { startSimulator } from "./support/simulator.mjs";
import { until } from "./support/until.mjs";
import { startWorker } from "./support/workerd.mjs";

let simulator;
let worker;
// Not before all: where a filter leaves no test, what begins there would never end.
beforeEach(async () => {
  if (worker) return;
  simulator = await startSimulator();
  worker = await startWorker(fileURLToPath(new URL("fixtures/worker.js", import.meta.url)), {
    bindings: { API_KEY: "sk-test", BASE_URL: `${simulator.url}/v1` },
  });
});
after(async () => {
  await worker?.dispose();
  await simulator?.stop();
});

test("a worker streams a chat through the client", async () => {
  const response = await worker.dispatchFetch("http://worker/", {
    method: "POST",
    body: "echo: aus dem Worker 🌍 日本語",
  });
  assert.equal(await response.text(), "aus dem Worker 🌍 日本語");
});

test("twenty chats at once do not mix", async () => {
  const prompts = Array.from({ length: 20 }, (_, at) => `chat ${at} ${"é".repeat(at)}`);
  const answers = await Promise.all(
    prompts.map(async (prompt) => {
      const init = { method: "POST", body: `echo: ${prompt}` };
      return (await worker.dispatchFetch("http://worker/", init)).text();
    }),
  );
  assert.deepEqual(answers, prompts);
});

test("calls end in a worker as everywhere, and let go of the server", async () => {
  const script = fileURLToPath(new URL("fixtures/endings-worker.js", import.meta.url));
  const other = await startWorker(script, { bindings: { BASE_URL: `${simulator.url}/v1` } });
  try {
    const response = await other.dispatchFetch("http://worker/");
    assert.deepEqual(await response.json(), ENDINGS);
    await until(async () => (await simulator.stats()).open_streams === 0);
  } finally {
    await other.dispose();
  }
});
