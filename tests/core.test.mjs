/** `brivionix/core`: the client without the helpers, and nothing to initialise. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import OpenAI, { Stream } from "brivionix/core";
import { startSimulator } from "./support/simulator.mjs";
import { startWorker } from "./support/workerd.mjs";

const require = createRequire(import.meta.url);
const simulator = await startSimulator();
const baseURL = `${simulator.url}/v1`;
after(() => simulator.stop());

const PARAMS = {
  model: "gpt-5.4-mini",
  messages: [{ role: "user", content: "echo: Kern 🌍" }],
};

for (const [how, Client] of [
  ["import", OpenAI],
  ["require", require("brivionix/core")],
]) {
  test(`${how}: it answers and streams`, async () => {
    const { completions } = new Client({ apiKey: "sk-test", baseURL }).chat;
    const { choices } = await completions.create(PARAMS);
    assert.equal(choices[0].message.content, "Kern 🌍");
    let text = "";
    for await (const part of (await completions.create({ ...PARAMS, stream: true })).text()) {
      text += part;
    }
    assert.equal(text, "Kern 🌍");
  });
}

test("a worker streams a chat through it", async () => {
  const script = fileURLToPath(new URL("fixtures/core-worker.js", import.meta.url));
  const bindings = { API_KEY: "sk-test", BASE_URL: baseURL };
  const worker = await startWorker(script, { bindings });
  try {
    const init = { method: "POST", body: "echo: im Worker" };
    assert.equal(await (await worker.dispatchFetch("http://worker/", init)).text(), "im Worker");
  } finally {
    await worker.dispose();
  }
});

test("an error of the API is the class that it exports", async () => {
  const client = new OpenAI({ apiKey: "sk-test", baseURL, maxRetries: 0 });
  const params = { ...PARAMS, model: "sim-429" };
  await assert.rejects(client.chat.completions.create(params), OpenAI.RateLimitError);
});

test("what the helpers add is not there", () => {
  const { completions } = new OpenAI({ apiKey: "sk-test" }).chat;
  for (const name of ["stream", "runTools", "parse"]) assert.equal(completions[name], undefined);
  assert.equal(Stream.prototype.finalChatCompletion, undefined);
});
