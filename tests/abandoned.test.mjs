/** Streams that are aborted and never asked again: what they held in the engine is free at once. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { get } from "node:http";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { engine } from "../benches/soak/engine-watch.js";
import { EVENTS, PARAMS } from "./faults/answer.mjs";
import { HEAD } from "./faults/bodies.mjs";
import { part, startRawServer } from "./support/raw-server.mjs";
import { until } from "./support/until.mjs";
import { startWorker } from "./support/workerd.mjs";

// Imported late, for its instance to be seen.
const { default: OpenAI } = await import("brivionix");

const server = await startRawServer();
after(() => server.stop());

/** Says something, and then nothing more. */
const place = server.serve((socket) => {
  place.hangUp = () => socket.destroy();
  socket.write(HEAD);
  socket.write(part(Buffer.from(EVENTS.slice(0, 3).join(""))));
});
const client = new OpenAI({ apiKey: "k", maxRetries: 0, baseURL: place.baseURL });
const create = (options) => client.chat.completions.create({ ...PARAMS, stream: true }, options);

/** Takes the first item of an iterator or a readable, and what it is for is left in the middle. */
const first = async (items) => {
  const { value } = await items.next();
  assert.ok(value);
};
const WAYS = {
  chunks: (stream) => first(stream[Symbol.asyncIterator]()),
  "text()": (stream) => first(stream.text()),
  "an iterator that was never asked": (stream) => void stream[Symbol.asyncIterator](),
  "a half of tee()": (stream) => first(stream.tee()[0][Symbol.asyncIterator]()),
  "toReadableStream()": async (stream) => {
    await stream.toReadableStream().getReader().read();
  },
  "toResponse()": async (stream) => {
    await stream.toResponse().body.getReader().read();
  },
};

for (const [name, begin] of Object.entries(WAYS)) {
  for (const how of ["its controller", "the caller's signal"]) {
    test(`${name}, aborted through ${how}`, async () => {
      const controller = new AbortController();
      const stream = await create({ signal: controller.signal });
      await begin(stream);
      assert.equal(engine.decoders, 1);
      (how === "its controller" ? stream.controller : controller).abort();
      assert.equal(engine.decoders, 0);
      await until(() => place.open === 0);
    });
  }
}

test("what had been read before the abort is still handed out, and then the loop ends", async () => {
  const stream = await create();
  const iterator = stream[Symbol.asyncIterator]();
  assert.equal((await iterator.next()).value.choices[0].delta.content, "Zw");
  stream.controller.abort();
  assert.equal((await iterator.next()).value.choices[0].delta.content, "ölf 🥊");
  assert.equal((await iterator.next()).done, true);
});

test("stream(): a listener that comes after an abort or an error harms no other stream", async () => {
  const other = (await create())[Symbol.asyncIterator]();
  await first(other);
  const aborted = client.chat.completions.stream(PARAMS);
  const ends = assert.rejects(aborted.done(), OpenAI.APIUserAbortError);
  await until(() => engine.decoders === 2);
  aborted.abort();
  aborted.on("content", () => {});
  await ends;

  const failed = client.chat.completions.stream(PARAMS);
  failed.on("connect", () => until(() => engine.decoders === 2).then(() => place.hangUp()));
  await assert.rejects(failed.done(), OpenAI.APIConnectionError);
  failed.on("content", () => {});

  // An engine that traps would have ended it.
  assert.equal((await other.next()).value.choices[0].delta.content, "ölf 🥊");
  const { memory } = engine;
  const last = await create();
  await first(last.text());
  assert.equal(engine.memory, memory);
  last.controller.abort();
  await other.return();
});

for (const [how, pieces] of Object.entries({
  "an answer to be parsed": ['{"city":', '"Paris"}'],
  "an answer to be parsed that is cut off": ['{"city":'],
})) {
  test(`stream(): ${how} leaves nothing in the engine`, async () => {
    const delta = (content) => JSON.stringify({ choices: [{ index: 0, delta: { content } }] });
    const end = '{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}';
    const datas = [...pieces.map(delta), ...(pieces.length > 1 ? [end, "[DONE]"] : [])];
    const body = datas.map((data) => `data: ${data}\n\n`).join("");
    const headers = { "content-type": "text/event-stream" };
    const fetch = async () => new Response(body, { headers });
    const json_schema = { name: "place", schema: {} };
    const response_format = { type: "json_schema", json_schema };
    const params = { ...PARAMS, response_format };
    const seen = [];
    const stream = new OpenAI({ apiKey: "k", fetch }).chat.completions.stream(params);
    stream.on("content.delta", ({ parsed }) => seen.push(structuredClone(parsed)));
    const ending = await stream.done().catch((error) => error);
    assert.deepEqual(seen, [{}, { city: "Paris" }].slice(0, pieces.length));
    assert.equal(ending instanceof OpenAI.APIConnectionError, pieces.length === 1);
    assert.equal(engine.decoders, 0);
  });
}

/** A response of which the first bytes have come. */
async function firstOf(url) {
  const [response] = await once(get(url, { agent: false }), "response");
  response.on("error", () => {});
  await once(response, "data");
  return response;
}

test("in a worker whose clients hang up and whose requests tell of it", async () => {
  const worker = await startWorker(
    fileURLToPath(new URL("fixtures/abandoned-worker.js", import.meta.url)),
    { bindings: { BASE_URL: place.baseURL }, compatibilityFlags: ["enable_request_signal"] },
  );
  try {
    const url = await worker.ready;
    const left = async () => (await fetch(new URL("/left", url))).json();
    const clients = await Promise.all(Array.from({ length: 20 }, () => firstOf(url)));
    assert.deepEqual(await left(), { decoders: 20, aborted: 0 });
    for (const { socket } of clients) socket.resetAndDestroy();
    await until(async () => (await left()).aborted === 20);
    assert.deepEqual(await left(), { decoders: 0, aborted: 20 });
  } finally {
    await worker.dispose();
  }
});
