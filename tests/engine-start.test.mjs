/** The engine is made while the first answer is waited for, not before the request has left. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "./support/until.mjs";

const { Module } = WebAssembly;
/** How many modules have been compiled. */
let compiled = 0;
let fails = false;
WebAssembly.Module = class extends Module {
  constructor(bytes) {
    if (fails) throw new Error("Refused to compile.");
    super(bytes);
    compiled += 1;
  }
};
afterEach(() => {
  compiled = 0;
  fails = false;
});

/** The module anew, as in a process that has made no call. */
let copies = 0;
const load = (name) => {
  copies += 1;
  return import(`${import.meta.resolve(name)}?${copies}`);
};

const params = { model: "m", messages: [{ role: "user", content: "hi" }] };
const create = ({ default: OpenAI }, fetch, stream = false) => {
  const client = new OpenAI({ apiKey: "k", baseURL: "http://x.invalid/v1", fetch });
  return client.chat.completions.create({ ...params, stream });
};

/** A stream that never ends, and whether nobody waits for it any more. */
function endless() {
  const answer = { cancelled: false };
  const cancel = () => {
    answer.cancelled = true;
  };
  const headers = { "content-type": "text/event-stream" };
  answer.response = new Response(new ReadableStream({ cancel }), { headers });
  return answer;
}

for (const name of ["brivionix", "brivionix/core"]) {
  test(`${name}: the request leaves first, and the engine is ready before the answer`, async () => {
    const { promise, resolve: answer } = Promise.withResolvers();
    let compiledBefore;
    const fetch = () => {
      compiledBefore = compiled;
      return promise;
    };
    const completion = create(await load(name), fetch).then();
    await until(() => compiled === 1);
    assert.equal(compiledBefore, 0);
    answer(Response.json({ choices: [] }));
    assert.deepEqual(await completion, { choices: [] });
    assert.equal(compiled, 1);
  });

  for (const delay of [0, 50]) {
    for (const stream of [true, false]) {
      const call = `an answer after ${delay} ms${stream ? ", streamed" : ""}`;
      test(`${name} without an engine, ${call}: the typed error, no open connection`, async () => {
        fails = true;
        const client = await load(name);
        const answer = endless();
        const fetch = async () => {
          if (delay) await sleep(delay);
          return answer.response;
        };
        await assert.rejects(create(client, fetch, stream), (error) => {
          assert.ok(error instanceof client.OpenAIError);
          assert.match(error.message, /engine has failed/);
          assert.equal(error.cause.message, "Refused to compile.");
          return true;
        });
        await until(() => answer.cancelled);
        fails = false;
        const next = create(client, async () => Response.json({ choices: [] }));
        assert.deepEqual(await next, { choices: [] });
      });
    }
  }
}

test("brivionix/slim: nothing is sent where there is no module to read the answer", async () => {
  const slim = await load("brivionix/slim");
  const fetch = () => assert.fail("sent");
  await assert.rejects(create(slim, fetch), /`init`/);
  await assert.rejects(slim.init(new Uint8Array(8)), slim.OpenAIError);
  await assert.rejects(create(slim, fetch), /could not be loaded/);
});
