/** A trap at each call of the engine in turn. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { finish, role, say } from "./support/replay.mjs";
import { calls, trapAfter } from "./support/trapping-engine.mjs";
import { until } from "./support/until.mjs";

// Imported late, for its instances to be watched.
const { default: OpenAI, PartialJson, Stream } = await import("brivionix");

const FAILED = /^The WebAssembly engine has failed/;
const content = '{"city":"Paris"}';
const pieces = [role, say({ content: content.slice(0, 9) }), say({ content: content.slice(9) })];
const events = [...pieces, finish()].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`);
const params = { model: "m", messages: [{ role: "user", content: "hi" }] };
const schema = { type: "object", properties: { city: { type: "string" } } };
const response_format = { type: "json_schema", json_schema: { name: "place", schema } };

/** How many bodies are neither at their end nor cancelled. */
let open = 0;

/** A body of these reads. */
function bodyOf(texts) {
  const encoder = new TextEncoder();
  const rest = [...texts];
  open += 1;
  const end = (how) => {
    open -= 1;
    how();
  };
  return new ReadableStream({
    pull(controller) {
      const text = rest.shift();
      if (text) controller.enqueue(encoder.encode(text));
      else end(() => controller.close());
    },
    cancel: () => end(() => {}),
  });
}

/** Answers that come one event a read; every first one is refused. */
function makeClient() {
  let requests = 0;
  const fetch = async () => {
    requests += 1;
    if (requests % 2) {
      const headers = { "retry-after-ms": "0" };
      return new Response(bodyOf(['{"error":{"message":"Slow down."}}']), { status: 429, headers });
    }
    const body = bodyOf([...events, "data: [DONE]\n\n"]);
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  return new OpenAI({ apiKey: "k", baseURL: "http://x.invalid/v1", fetch });
}

const create = (options) =>
  makeClient().chat.completions.create({ ...params, stream: true }, options);
const collect = async (stream) => {
  const items = [];
  for await (const item of stream) items.push(item);
  return items;
};

/** What users do, and what each has to come to where the engine holds. */
const uses = {
  chunks: [async () => collect(await create()), [...pieces, finish()]],
  text: [async () => (await collect((await create()).text())).join(""), content],
  "the whole answer": [
    async () => (await (await create()).finalChatCompletion()).choices[0].message.content,
    content,
  ],
  "stream()": [() => makeClient().chat.completions.stream(params).finalContent(), content],
  "stream() of a structured answer, watched": [
    async () => {
      const stream = makeClient().chat.completions.stream({ ...params, response_format });
      let text = "";
      stream.on("content.delta", ({ delta }) => {
        text += delta;
      });
      await stream.finalChatCompletion();
      return text;
    },
    content,
  ],
  "JSON in pieces": [
    () => {
      const json = new PartialJson();
      json.push(content.slice(0, 9));
      json.push(content.slice(9));
      return json.finish();
    },
    JSON.parse(content),
  ],
  "an error": [
    () =>
      create({ maxRetries: 0 }).catch((error) => {
        if (error instanceof OpenAI.RateLimitError) return error.message.slice(0, 14);
        throw error;
      }),
    "429 Slow down.",
  ],
};

for (const [name, [use, expected]] of Object.entries(uses)) {
  test(`${name}: right, or the typed error, whichever call traps`, async () => {
    let traps = 0;
    for (let others = 1; ; others++) {
      trapAfter(others);
      const result = await Promise.resolve()
        .then(use)
        .catch((error) => error);
      const { trapped, afterTrap } = calls;
      if (result instanceof Error) {
        assert.ok(result instanceof OpenAI.OpenAIError, result);
        assert.match(result.message, FAILED);
        assert.ok(trapped, "nothing has trapped");
      } else assert.deepEqual(result, expected);
      assert.deepEqual(afterTrap, [], `${trapped} has trapped`);
      await until(() => open === 0);
      if (!trapped) break;
      traps += 1;
      trapAfter(0);
      assert.deepEqual(await use(), expected, `after a trap in ${trapped}`);
    }
    assert.ok(traps > 2, `${traps}`);
  });
}

test("no decoder is freed twice, when another has its place", async () => {
  trapAfter(0);
  const json = new PartialJson();
  assert.throws(() => json.push("}"), { message: "The text is not JSON." });
  const other = new PartialJson();
  for (const call of [() => json.push("{"), () => json.finish()]) assert.throws(call);
  for (const [use] of Object.values(uses)) await use();
  const stream = await create();
  await stream.finalChatCompletion();
  assert.deepEqual(await collect(stream).catch(() => "read before"), "read before");
  assert.deepEqual(other.push("[1]"), [1]);
  assert.deepEqual(calls.strays, []);
  assert.ok(calls.freed.length > Object.keys(uses).length / 2);
});

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/** Begins to read a stream and loses it; its decoder is left behind. */
async function abandon() {
  const never = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(events[0])),
  });
  const response = new Response(never);
  const stream = Stream.fromSSEResponse(response, new AbortController(), { idleTimeout: 0 });
  await stream[Symbol.asyncIterator]().next();
}

test("what is left behind is freed, but never in another instance than its own", async () => {
  trapAfter(0);
  for (let times = 0; times < 50; times++) await abandon();
  await until(() => {
    collectGarbage();
    return calls.freed.length >= 49;
  });
  for (let times = 0; times < 50; times++) await abandon();
  trapAfter(1);
  assert.throws(() => new PartialJson(), { message: FAILED });
  trapAfter(0);
  const streams = [];
  for (let times = 0; times < 50; times++) {
    const stream = await create();
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    streams.push(iterator);
    collectGarbage();
  }
  for (let times = 0; times < 20; times++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(calls.freed, []);
  for (const iterator of streams) {
    let count = 1;
    while (!(await iterator.next()).done) count += 1;
    assert.equal(count, events.length);
  }
});
