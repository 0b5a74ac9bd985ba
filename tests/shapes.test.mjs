/** The other shapes that a stream can take: text, two streams, lines, a response. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { after, before, test } from "node:test";
import OpenAI, { Stream } from "brivionix";
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

/** Streams that are not read from a response themselves. */
const derived = {
  "a half of tee()": (stream) => stream.tee()[1],
  "fromReadableStream()": (stream) =>
    Stream.fromReadableStream(stream.toReadableStream(), new AbortController()),
  "a stream made by hand": (stream) =>
    new Stream(() => stream[Symbol.asyncIterator](), stream.controller),
};

for (const [name, derive] of Object.entries(derived)) {
  test(`${name} has its text, its text stream, its answer and its response`, async () => {
    const derivedStream = async () => derive(await create({ headers: { "x-simulate": "batch" } }));
    assert.equal((await collect((await derivedStream()).text())).join(""), text);
    assert.equal((await collect((await derivedStream()).toTextStream())).join(""), text);
    const completion = await (await derivedStream()).finalChatCompletion();
    assert.equal(completion.choices[0].message.content, text);
    const response = (await derivedStream()).toResponse();
    const read = Stream.fromSSEResponse(response, new AbortController());
    assert.equal(textOf(await collect(read)), text);
  });

  test(`${name} is used up by its text, and by a loop`, async () => {
    const stream = derive(await create());
    assert.equal((await collect(stream.text())).join(""), text);
    assert.throws(() => stream.text(), OpenAI.OpenAIError);
    await assert.rejects(async () => stream.finalChatCompletion(), OpenAI.OpenAIError);
  });

  test(`${name}: leaving its text early lets go of the request`, async () => {
    const stream = await create(simulate("stall;after=3"));
    const [left, right] = name.includes("tee") ? stream.tee() : [derive(stream)];
    for (const half of right ? [left, right] : [left]) for await (const _ of half.text()) break;
    await allClosed();
  });
}

test("the text of a half of tee() ends in the same errors as the chunks", async () => {
  const ends = [
    ["error-in-stream;after=3", OpenAI.APIError, "APIError"],
    ["drop;after=3", OpenAI.APIConnectionError, "APIConnectionError"],
    ["stall;after=3", OpenAI.APIConnectionTimeoutError, "APIConnectionTimeoutError"],
  ];
  for (const [fault, , name] of ends) {
    const [left, right] = (await create({ ...simulate(fault), idleTimeout: 200 })).tee();
    const error = await collect(left.text()).then(assert.fail, (error) => error);
    assert.equal(error.constructor.name, name);
    await assert.rejects(right.finalChatCompletion(), (other) => other === error);
  }
});

test("an abort ends the text of a half of tee() quietly, and its answer in an error", async () => {
  const stream = await create(simulate("stall;after=3"));
  const [left, right] = stream.tee();
  const final = assert.rejects(right.finalChatCompletion(), OpenAI.APIUserAbortError);
  for await (const _ of left.text()) stream.controller.abort();
  await final;
});

/** What a client, ours or that of `openai`, makes of a stream that is passed on. */
async function passedOn(Client, stream) {
  const response = stream.toResponse();
  const reader = new Client({ apiKey: "k", fetch: async () => response });
  const chunks = [];
  try {
    for await (const chunk of await reader.chat.completions.create(request)) chunks.push(chunk);
    return { chunks };
  } catch (error) {
    return { chunks, error };
  }
}

test("toResponse() passes an error of the API on, to any client", async () => {
  for (const fault of ["error-in-stream;after=3", "error-event;after=3"]) {
    const direct = await collect(await create(simulate(fault))).then(assert.fail, (error) => error);
    for (const Client of [OpenAI, Official]) {
      const { chunks, error } = await passedOn(Client, await create(simulate(fault)));
      assert.equal(chunks.length, 3);
      assert.equal(error.constructor.name, "APIError");
      assert.deepEqual(error.error, direct.error);
      assert.deepEqual([error.code, error.type], [direct.code, direct.type]);
    }
  }
});

test("toResponse(): a cut, a timeout and an abort never look like the end, to any client", async () => {
  const faults = ["drop;after=3", "truncate;after=3", "stall;after=3"];
  for (const Client of [OpenAI, Official]) {
    for (const fault of faults) {
      const stream = await create({ ...simulate(fault), idleTimeout: 200 });
      const { chunks, error } = await passedOn(Client, stream);
      assert.equal(chunks.length, 3);
      assert.ok(error instanceof Client.APIError, fault);
      assert.match(error.message, /closed|broke before|timed out/);
    }
    const stream = await create(simulate("stall;after=3"));
    setTimeout(() => stream.controller.abort(), 50);
    const { error } = await passedOn(Client, stream);
    assert.ok(error instanceof Client.APIError);
    assert.match(error.message, /aborted/);
  }
});

test("toResponse() tells nothing of an error that is not the client's", async () => {
  const failing = [
    () => Promise.reject(new Error("a secret")),
    async () => ({ done: false, value: { secret: 1n } }),
  ];
  for (const next of failing) {
    const stream = new Stream(() => ({ next }), new AbortController());
    const body = await stream.toResponse().text();
    assert.doesNotMatch(body, /secret|DONE/);
    assert.match(body, /^data: \{"error":/);
  }
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
