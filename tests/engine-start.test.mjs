/** The engine is made while the first answer is waited for, not before the request has left. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
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
const create = ({ default: OpenAI }, fetch, stream = false, options = {}) => {
  const client = new OpenAI({ apiKey: "k", baseURL: "http://x.invalid/v1", fetch });
  return client.chat.completions.create({ ...params, stream }, options);
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

  test(`${name}: an answer that comes at once leaves no timer behind`, async () => {
    const timers = () =>
      process.getActiveResourcesInfo().filter((what) => what === "Timeout").length;
    const before = timers();
    const client = await load(name);
    await create(client, async () => Response.json({ choices: [] }));
    assert.equal(timers(), before);
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
          assert.match(error.message, /WebAssembly engine cannot start.*'wasm-unsafe-eval'/);
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

const slimModule = () => readFile(fileURLToPath(import.meta.resolve("brivionix/slim.wasm")));

for (const [what, end] of [
  ["does not end", () => {}],
  ["fails", (fail) => fail(new Error("offline"))],
]) {
  test(`brivionix/slim: a call that waits for a download which ${what} has the next`, async () => {
    const slim = await load("brivionix/slim");
    const [first, second] = [Promise.withResolvers(), Promise.withResolvers()];
    slim.init(first.promise).catch(() => {});
    let sent = false;
    const fetch = async () => {
      sent = true;
      return Response.json({ choices: [] });
    };
    const completion = create(slim, fetch).then();
    await until(() => sent);
    slim.init(second.promise);
    end(first.reject);
    await sleep(20);
    second.resolve(slimModule());
    assert.deepEqual(await completion, { choices: [] });
  });
}

const TIMEOUT = 1_500;
for (const [what, first, wait] of [
  ["is refused", async () => new Response("busy", { status: 503 }), 200],
  ["times out", () => new Promise(() => {}), TIMEOUT + 500],
]) {
  test(`brivionix/slim: a request that ${what} before the module comes is sent again`, async () => {
    const slim = await load("brivionix/slim");
    const { promise, resolve: arrive } = Promise.withResolvers();
    const ready = slim.init(promise);
    let sent = 0;
    const fetch = () => {
      sent += 1;
      return sent === 1 ? first() : Promise.resolve(Response.json({ choices: [] }));
    };
    const completion = create(slim, fetch, false, { timeout: TIMEOUT }).then();
    let settled = false;
    completion.finally(() => {
      settled = true;
    });
    await until(() => sent === 1);
    await sleep(wait);
    assert.ok(!settled);
    arrive(new Response(await slimModule()));
    assert.deepEqual(await completion, { choices: [] });
    assert.equal(sent, 2);
    await ready;
  });
}

for (const [what, end, expected] of [
  ["the module does not come", ({ refuse }) => refuse(new Error("offline")), "OpenAIError"],
  ["the caller aborts", ({ caller }) => caller.abort(), "APIUserAbortError"],
]) {
  test(`brivionix/slim: where ${what}, an answer that waits for it is let go of`, async () => {
    const slim = await load("brivionix/slim");
    const { promise, reject: refuse } = Promise.withResolvers();
    slim.init(promise).catch(() => {});
    const caller = new AbortController();
    const answer = endless();
    let sent = false;
    const fetch = async () => {
      sent = true;
      return answer.response;
    };
    const completion = create(slim, fetch, true, { signal: caller.signal });
    const rejected = assert.rejects(completion, (error) => error.constructor === slim[expected]);
    await until(() => sent);
    await sleep(20);
    end({ refuse, caller });
    await rejected;
    await until(() => answer.cancelled);
  });
}
