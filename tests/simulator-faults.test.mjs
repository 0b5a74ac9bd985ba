/** Streams that go wrong on request, as the official `openai` client meets them. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { startSimulator } from "./support/simulator.mjs";
import { until } from "./support/until.mjs";

const words = "echo: one two three four five 日本語 🌍";
const said = "one two three four five 日本語 🌍";

let simulator;
let client;
before(async () => {
  simulator = await startSimulator();
  client = new OpenAI({
    apiKey: "sk-test",
    baseURL: `${simulator.url}/v1`,
    maxRetries: 0,
    // It would tell the console of every event that is broken on purpose.
    logLevel: "off",
  });
});
after(() => simulator?.stop());

/** Streams an answer under a fault; resolves to what came, and the error that ended it if any. */
async function run(fault, options = {}) {
  const chunks = [];
  const headers = { "x-simulate": fault };
  const body = {
    model: "gpt-5.4-mini",
    messages: [{ role: "user", content: words }],
    stream: true,
    stream_options: { include_obfuscation: false },
  };
  try {
    const stream = await client.chat.completions.create(body, { headers, ...options });
    for await (const chunk of stream) {
      chunks.push(chunk);
      options.onChunk?.(chunks.length);
    }
    return { chunks, text: textOf(chunks) };
  } catch (error) {
    return { chunks, text: textOf(chunks), error };
  }
}

const textOf = (chunks) => chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");

for (const fault of [
  "bytes",
  "split;size=3",
  "batch",
  "comments",
  "crlf",
  "cr",
  "bom",
  "no-space",
  "multiline",
  "crlf,comments,split;size=5",
  "no-done",
]) {
  test(`${fault}: the stream says the same`, async () => {
    const { text, error } = await run(fault);
    assert.equal(error, undefined);
    assert.equal(text, said);
  });
}

test("split: a character's bytes arrive in different writes", async () => {
  const response = await fetch(`${simulator.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: "Bearer sk-test", "x-simulate": "raw;size=1" },
    body: JSON.stringify({ x_raw: "data: 🌍\n\n" }),
  });
  const reads = [];
  for await (const read of response.body) reads.push(...read);
  assert.equal(Buffer.from(reads).toString(), "data: 🌍\n\n");
});

test("drop: some chunks, then a broken connection", async () => {
  const { chunks, error } = await run("drop;after=4");
  assert.equal(chunks.length, 4);
  assert.ok(error instanceof Error);
  assert.equal(error.status, undefined);
});

test("truncate: the body ends in the middle of an event", async () => {
  const { chunks } = await run("truncate;after=2");
  assert.ok(chunks.length >= 2 && !textOf(chunks).includes("five"));
});

test("stall: some chunks, then nothing until the client leaves", async () => {
  const before = await simulator.stats();
  const controller = new AbortController();
  const { chunks } = await run("stall;after=3", {
    signal: controller.signal,
    onChunk: async (count) => {
      if (count < 3) return;
      assert.equal((await simulator.stats()).open_streams, 1);
      controller.abort();
    },
  });
  assert.equal(chunks.length, 3);
  await until(async () => {
    const { open_streams, cancelled_streams } = await simulator.stats();
    return open_streams === 0 && cancelled_streams === before.cancelled_streams + 1;
  });
});

test("an error inside a stream reaches the caller with its fields", async () => {
  for (const fault of ["error-in-stream;after=3", "error-event;after=3"]) {
    const { chunks, error } = await run(fault);
    assert.equal(chunks.length, 3, fault);
    assert.ok(error instanceof OpenAI.APIError, fault);
    assert.match(error.message, /had an error while processing/);
    assert.deepEqual([error.type, error.code], ["server_error", "server_error"]);
  }
});

test("slow-headers: the client's timeout strikes first", async () => {
  const { error } = await run("slow-headers;ms=60000", { timeout: 50 });
  assert.ok(error instanceof OpenAI.APIConnectionTimeoutError);
});

test("the wrong kind of answer can be had: page, nothing, JSON, stream", async () => {
  const kind = async (fault, stream) => {
    const response = await client.chat.completions
      .create(
        { model: `sim-${fault}`, messages: [{ role: "user", content: "echo: x" }], stream },
        {},
      )
      .asResponse();
    const type = response.headers.get("content-type")?.split(";")[0] ?? null;
    return [response.status, type, (await response.text()).length > 0];
  };
  assert.deepEqual(await kind("html", true), [200, "text/html", true]);
  assert.deepEqual(await kind("empty", true), [200, null, false]);
  assert.deepEqual(await kind("204", true), [204, null, false]);
  assert.deepEqual(await kind("json", true), [200, "application/json", true]);
  assert.deepEqual(await kind("sse", false), [200, "text/event-stream", true]);
});

test("a client that leaves a stream cancels it; one that reads it to the end does not", async () => {
  const before = await simulator.stats();
  const controller = new AbortController();
  await run("bytes", { signal: controller.signal, onChunk: () => controller.abort() });
  await run("batch");
  await until(async () => {
    const after = await simulator.stats();
    return (
      after.open_streams === 0 &&
      after.cancelled_streams === before.cancelled_streams + 1 &&
      after.completed_streams === before.completed_streams + 1
    );
  });
});
