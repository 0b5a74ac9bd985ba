/** `examples/cloudflare-worker` in workerd: what its own half does with the questions it gets. */
import assert from "node:assert/strict";
import { request } from "node:http";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { KEY, ORIGIN } from "./support/gateway.mjs";
import { startSimulator } from "./support/simulator.mjs";
import { startWorker } from "./support/workerd.mjs";

const simulator = await startSimulator();
const script = new URL("../examples/cloudflare-worker/src/worker.js", import.meta.url);
const worker = await startWorker(fileURLToPath(script), {
  bindings: { BRIVIONIX_API_KEY: KEY, BRIVIONIX_BASE_URL: `${simulator.url}/v1` },
  ratelimits: { LIMITER: { namespace_id: "1", simple: { limit: 20, period: 60 } } },
});
const url = await worker.ready;
after(async () => {
  await worker.dispose();
  await simulator.stop();
});

const ask = (body, origin = ORIGIN) => fetch(url, { method: "POST", body, headers: { origin } });

test("a question is answered, whatever is in it, and the page may read the answer", async () => {
  const question = 'say "hi" \\ \n to the Bär 🐻';
  const response = await ask(`echo: ${question}`);
  assert.equal(await response.text(), question);
  assert.equal(response.headers.get("access-control-allow-origin"), ORIGIN);
  assert.match(response.headers.get("content-type"), /^text\/plain/);
});

test("a question that is too long is refused", async () => {
  assert.equal((await ask("x".repeat(5 << 20))).status, 413);
});

test("whoever may not ask is refused before the question has come", async () => {
  const asked = request(url, { method: "POST", headers: { origin: "https://evil.example" } });
  asked.on("error", () => {});
  asked.write("The beginning of a question that never ends");
  const { statusCode } = await new Promise((resolve) => asked.on("response", resolve));
  assert.equal(statusCode, 403);
  asked.destroy();
});
