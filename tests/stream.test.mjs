/** Streams as a user meets them: whole, in pieces, stopped, broken. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "brivionix";
import { startSimulator } from "./support/simulator.mjs";
import { until } from "./support/until.mjs";

let simulator;
let client;
before(async () => {
  simulator = await startSimulator();
  client = new OpenAI({ apiKey: "sk-test", baseURL: `${simulator.url}/v1`, maxRetries: 0 });
});
after(() => simulator?.stop());

const request = {
  model: "gpt-5.4-mini",
  messages: [{ role: "user", content: 'echo: zwölf Boxkämpfer 🥊 jagen 日本語 \\ud83d "quoted"' }],
  seed: 1,
  stream: true,
};

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** Runs a request; resolves to the chunks that came and the error that ended them, if any. */
async function run(params, options) {
  const chunks = [];
  try {
    for await (const chunk of await client.chat.completions.create(params, options)) {
      chunks.push(chunk);
    }
    return { chunks };
  } catch (error) {
    return { chunks, error };
  }
}

const simulate = (fault) => ({ headers: { "x-simulate": fault } });

/** A client whose server answers with `reads`, each a read of its own. */
function replay(reads) {
  const body = () =>
    new ReadableStream({
      start(controller) {
        for (const read of reads) controller.enqueue(read);
        controller.close();
      },
    });
  const headers = { "content-type": "text/event-stream" };
  return new OpenAI({ apiKey: "sk-test", fetch: async () => new Response(body(), { headers }) });
}

async function record(options) {
  let body;
  const recorder = client.withOptions({
    fetch: async (...request) => {
      const response = await fetch(...request);
      body = new Uint8Array(await response.clone().arrayBuffer());
      return response;
    },
  });
  const chunks = await collect(await recorder.chat.completions.create(request, options));
  return { body, chunks };
}

for (const quirk of ["", "crlf", "cr", "bom", "no-space", "multiline", "comments"]) {
  test(`a recorded stream (${quirk || "plain"}) gives the same chunks wherever it is cut`, async () => {
    const { body, chunks } = await record(quirk ? simulate(quirk) : {});
    assert.ok(chunks.length > 5);
    for (let at = 0; at <= body.length; at++) {
      const cut = replay([body.subarray(0, at), body.subarray(at)]);
      assert.deepEqual(await collect(await cut.chat.completions.create(request)), chunks);
    }
    const bytes = replay(Array.from(body, (_, at) => body.subarray(at, at + 1)));
    assert.deepEqual(await collect(await bytes.chat.completions.create(request)), chunks);
  });
}

for (const quirk of ["bytes", "batch", "split;size=5"]) {
  test(`a stream sent as ${quirk} arrives whole`, async () => {
    const { chunks, error } = await run(request, simulate(quirk));
    assert.equal(error, undefined);
    const text = chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? "").join("");
    assert.equal(text, request.messages[0].content.slice("echo: ".length));
  });
}

test("chunks are plain objects of their own", async () => {
  const { chunks } = await run(request);
  assert.equal(Object.getPrototypeOf(chunks[0]), Object.prototype);
  const [first, second] = chunks;
  first.choices[0].delta.content = "changed";
  assert.notEqual(second.choices[0].delta.content, "changed");
});

test("leaving the loop cancels the request", async () => {
  const before = await simulator.stats();
  const stream = await client.chat.completions.create(request, simulate("stall;after=2"));
  for await (const _ of stream) break;
  await until(async () => {
    const stats = await simulator.stats();
    return stats.open_streams === 0 && stats.cancelled_streams > before.cancelled_streams;
  });
  assert.equal(stream.controller.signal.aborted, true);
});

test("aborting the controller ends the loop quietly and cancels the request", async () => {
  const stream = await client.chat.completions.create(request, simulate("stall;after=2"));
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
    if (chunks.length === 2) setImmediate(() => stream.controller.abort());
  }
  assert.equal(chunks.length, 2);
  await until(async () => (await simulator.stats()).open_streams === 0);
});

test("a stream can be iterated over once", async () => {
  const stream = await client.chat.completions.create(request);
  await collect(stream);
  await assert.rejects(collect(stream), OpenAI.OpenAIError);
});

test("an iterator that is asked again after the end says so again", async () => {
  const encoder = new TextEncoder();
  const body = 'data: {"choices":[]}\n\ndata: [DONE]\n\n';
  for (const reads of [[body], [body.slice(0, 22), body.slice(22)]]) {
    const whole = replay(reads.map((read) => encoder.encode(read)));
    const iterator = (await whole.chat.completions.create(request))[Symbol.asyncIterator]();
    assert.equal((await iterator.next()).done, false);
    for (let times = 0; times < 3; times++) assert.equal((await iterator.next()).done, true);
  }
});

test("an API error inside the stream arrives after the chunks before it", async () => {
  for (const fault of ["error-in-stream;after=3", "error-event;after=3"]) {
    const { chunks, error } = await run(request, simulate(fault));
    assert.equal(chunks.length, 3, fault);
    assert.ok(error instanceof OpenAI.APIError, fault);
    assert.equal(typeof error.error, "object");
    assert.match(error.requestID, /^req_/);
  }
});

test("a connection that breaks off is an error, after the chunks that came", async () => {
  for (const fault of ["drop;after=3", "truncate;after=3"]) {
    const { chunks, error } = await run(request, simulate(fault));
    assert.equal(chunks.length, 3, fault);
    assert.ok(error instanceof OpenAI.APIConnectionError, fault);
  }
});

test("a whole answer without [DONE] is no error", async () => {
  const { chunks, error } = await run(request, simulate("no-done"));
  assert.equal(error, undefined);
  assert.equal(chunks.at(-1).choices[0].finish_reason, "stop");
});

test("an event that is not JSON is an error that does not quote it", async () => {
  const encoder = new TextEncoder();
  const broken = replay([encoder.encode('data: {"choices":[]}\n\ndata: {"secret\n\n')]);
  const stream = await broken.chat.completions.create(request);
  const chunks = [];
  await assert.rejects(
    async () => {
      for await (const chunk of stream) chunks.push(chunk);
    },
    (error) => error instanceof OpenAI.OpenAIError && !error.message.includes("secret"),
  );
  assert.equal(chunks.length, 1);
});

test("parameters go out untouched", async () => {
  await simulator.clearRequests();
  const params = { ...request, x_new: { a: [1, null, "ü"] }, stop: null };
  await run(params);
  const [sent] = await simulator.requests();
  assert.deepEqual(sent.body, params);
});
