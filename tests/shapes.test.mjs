/** The other shapes that a stream can take: text, two streams, lines, a response. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { after, before, test } from "node:test";
import OpenAI from "brivionix";
import Official from "openai";
import { startSimulator } from "./support/simulator.mjs";
import { until } from "./support/until.mjs";

let simulator;
let client;
before(async () => {
  simulator = await startSimulator();
  client = new OpenAI({ apiKey: "sk-test", baseURL: `${simulator.url}/v1`, maxRetries: 0 });
});
after(() => simulator?.stop());

const text = 'Zeile "eins"\n日本語 🌍 \\ Ende';
const request = {
  model: "gpt-5.4-mini",
  messages: [{ role: "user", content: `echo: ${text}` }],
  stream: true,
};

const create = (options) => client.chat.completions.create(request, options);
const simulate = (fault) => ({ headers: { "x-simulate": fault } });

async function collect(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

const textOf = (chunks) => chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? "").join("");

/** Waits until the simulator's streams have all been let go of. */
const allClosed = () => until(async () => (await simulator.stats()).open_streams === 0);

for (const quirk of ["batch", "split;size=5", "crlf"]) {
  test(`text() gives the text alone (${quirk})`, async () => {
    const pieces = await collect((await create(simulate(quirk))).text());
    assert.ok(pieces.every((piece) => typeof piece === "string" && piece !== ""));
    assert.equal(pieces.join(""), text);
  });
}

test("text() ends in the same errors as the chunks, and uses the stream up", async () => {
  const stream = await create(simulate("error-in-stream;after=3"));
  await assert.rejects(collect(stream.text()), OpenAI.APIError);
  assert.throws(() => stream[Symbol.asyncIterator](), OpenAI.OpenAIError);
});

test("surrogates whose halves come in two chunks find each other", async () => {
  const half = (raw) => `data: {"choices":[{"index":0,"delta":{"content":"${raw}"}}]}\n\n`;
  const body = `${half("\\ud83d")}${half("\\ude00")}${half("\\ud83d")}data: [DONE]\n\n`;
  const replay = new OpenAI({ apiKey: "k", fetch: async () => new Response(body) });
  const pieces = await collect((await replay.chat.completions.create(request)).text());
  assert.equal(pieces.join(""), "\u{1f600}\ud83d");
  const chunks = await collect(await replay.chat.completions.create(request));
  assert.equal(textOf(chunks), "\u{1f600}\ud83d");
});

test("toTextStream() is a stream of strings; cancelling it cancels the request", async () => {
  assert.equal((await collect((await create()).toTextStream())).join(""), text);
  const reader = (await create(simulate("stall;after=3"))).toTextStream().getReader();
  await reader.read();
  await reader.cancel();
  await allClosed();
});

test("tee() gives both halves everything, at different speeds", async () => {
  const [left, right] = (await create()).tee();
  const first = await collect(left);
  const second = await collect(right);
  assert.equal(textOf(first), text);
  assert.deepEqual(second, first);
});

test("leaving one half of tee() leaves the other; leaving both cancels the request", async () => {
  const [left, right] = (await create()).tee();
  for await (const _ of left) break;
  assert.equal(textOf(await collect(right)), text);
  const stalled = await create(simulate("stall;after=3"));
  for (const half of stalled.tee()) for await (const _ of half) break;
  await allClosed();
});

test("toReadableStream() goes through fromReadableStream(), ours and that of openai", async () => {
  for (const { Stream } of [await import("brivionix"), await import("openai/streaming")]) {
    const lines = (await create()).toReadableStream();
    const back = Stream.fromReadableStream(lines, new AbortController());
    assert.equal(textOf(await collect(back)), text);
  }
});

test("toResponse() can be read by any client", async () => {
  const response = (await create()).toResponse({ headers: { "x-extra": "1" } });
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  assert.equal(response.headers.get("x-extra"), "1");
  const official = new Official({ apiKey: "k", fetch: async () => response });
  const chunks = await collect(await official.chat.completions.create(request));
  assert.equal(textOf(chunks), text);
});

test("disposing of a stream cancels the request and leaves no listener behind", async () => {
  const { signal } = new AbortController();
  const stream = await create({ ...simulate("stall;after=3"), signal });
  await stream[Symbol.asyncDispose]();
  await allClosed();
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("a stream that was read to its end, left or broken leaves no listener behind", async () => {
  const { signal } = new AbortController();
  await collect(await create({ signal }));
  for await (const _ of await create({ signal })) break;
  const broken = await create({ ...simulate("drop;after=2"), signal });
  await assert.rejects(collect(broken), OpenAI.APIConnectionError);
  await client.chat.completions.create({ ...request, stream: false }, { signal });
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("a stream that stalls ends in a timeout error, after the chunks that came", async () => {
  const chunks = [];
  const stream = await create({ ...simulate("stall;after=3"), idleTimeout: 100 });
  await assert.rejects(async () => {
    for await (const chunk of stream) chunks.push(chunk);
  }, OpenAI.APIConnectionTimeoutError);
  assert.equal(chunks.length, 3);
  await allClosed();
});
