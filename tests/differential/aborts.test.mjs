/** Aborts at every point of a call, compared with `openai`. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { collect, differential, echo, simulate } from "../support/differential.mjs";
import { orHangs, silent, stallingJSON } from "../support/fetches.mjs";
import { until } from "../support/until.mjs";

const { compare, observe } = differential();

const REASON = new Error("enough");
const tick = () => new Promise(setImmediate);

const chat = (client, options, params) =>
  client.chat.completions.create(echo("a b", params), options);
const stream = (client, options) => chat(client, options, { stream: true });

/** Runs a call that is aborted when `when` says so, and looks at the error. */
async function abortedWhen(when, call) {
  const controller = new AbortController();
  const abort = () => controller.abort(REASON);
  const running = call({ signal: controller.signal, abort });
  await when(abort);
  const error = await running.then(assert.fail, (error) => error);
  return [error.constructor.name, error.message, error.cause === REASON];
}

const requestsOf = (simulator, count) =>
  until(async () => (await simulator.requests()).length >= count);

const scenarios = {
  "aborted before the call": {
    run: (client) => {
      const controller = new AbortController();
      return abortedWhen(
        async () => controller.abort(REASON),
        async () => {
          controller.abort(REASON);
          await chat(client, { signal: controller.signal });
        },
      );
    },
  },
  "aborted while the key is fetched": {
    options: { apiKey: () => new Promise(() => {}) },
    run: (client) => {
      const ended = abortedWhen(
        async (abort) => {
          await tick();
          abort();
        },
        ({ signal }) => chat(client, { signal }),
      );
      return orHangs(ended);
    },
    better: {
      why: "openai goes on waiting for the key",
      check({ theirs, ours }) {
        assert.equal(theirs.value, "hangs");
        assert.deepEqual(ours.value, ["APIUserAbortError", "Request was aborted.", true]);
      },
    },
  },
  "aborted in the same moment": {
    run: (client) =>
      abortedWhen(
        async (abort) => abort(),
        ({ signal }) => chat(client, { signal }),
      ),
    requests: () => "none, or one that is cut off at once",
  },
  "aborted before the headers": {
    options: { maxRetries: 3 },
    run: (client, { simulator }) =>
      abortedWhen(
        async (abort) => {
          await requestsOf(simulator, 1);
          abort();
        },
        ({ signal }) => chat(client, { ...simulate("slow-headers;ms=600000"), signal }),
      ),
    requests: (requests) => requests.length,
  },
  "aborted where fetch ignores it": {
    options: { maxRetries: 3, fetch: silent, timeout: 2_000 },
    run: (client) => {
      const ended = abortedWhen(
        async (abort) => {
          await tick();
          abort();
        },
        ({ signal }) => chat(client, { signal }),
      );
      return orHangs(ended);
    },
    better: {
      why: "openai hangs",
      check({ theirs, ours }) {
        assert.equal(theirs.value, "hangs");
        assert.deepEqual(ours.value, ["APIUserAbortError", "Request was aborted.", true]);
      },
    },
  },
  "aborted in a wait before a retry": {
    options: { maxRetries: 3 },
    run: (client, { simulator }) =>
      abortedWhen(
        async (abort) => {
          await requestsOf(simulator, 1);
          // By now the client waits, or is about to.
          setTimeout(abort, 50);
        },
        ({ signal }) => chat(client, { ...simulate("429;retry=seconds:30"), signal }),
      ),
    requests: (requests) => requests.length,
  },
  "aborted within the body of a completion": {
    options: { fetch: stallingJSON },
    run: async (client) => {
      const [name, message] = await abortedWhen(
        async (abort) => {
          await tick();
          await tick();
          abort();
        },
        ({ signal }) => chat(client, { signal }),
      );
      return [name, message];
    },
  },
  "aborted within a stream, by the caller's signal": {
    async run(client) {
      const controller = new AbortController();
      const chunks = [];
      const { signal } = controller;
      for await (const chunk of await stream(client, { ...simulate("stall;after=2"), signal })) {
        if (chunks.push(chunk) === 2) setImmediate(() => controller.abort(REASON));
      }
      return chunks.length;
    },
  },
  "aborted within a stream, by its controller": {
    async run(client) {
      const answer = await stream(client, simulate("stall;after=2"));
      const chunks = [];
      for await (const chunk of answer) {
        if (chunks.push(chunk) === 2) setImmediate(() => answer.controller.abort());
      }
      return [chunks.length, answer.controller.signal.aborted];
    },
  },
  "aborted between two chunks": {
    async run(client) {
      const controller = new AbortController();
      const chunks = [];
      for await (const chunk of await stream(client, { signal: controller.signal })) {
        if (chunks.push(chunk) === 2) controller.abort(REASON);
      }
      return chunks.length <= 5;
    },
  },
  "aborted before a stream is read": {
    async run(client) {
      const controller = new AbortController();
      const answer = await stream(client, { signal: controller.signal });
      controller.abort(REASON);
      return [await collect(answer), answer.controller.signal.aborted];
    },
  },
  "aborted after the end": {
    async run(client) {
      const controller = new AbortController();
      const { signal } = controller;
      const chunks = await collect(await stream(client, { signal }));
      const completion = await chat(client, { signal });
      controller.abort(REASON);
      return [chunks.length, completion.choices.length];
    },
  },
  "aborted while asResponse() is read": {
    async run(client) {
      const controller = new AbortController();
      const { signal } = controller;
      const call = stream(client, { ...simulate("stall;after=1"), signal });
      const response = await call.asResponse();
      setImmediate(() => controller.abort(REASON));
      return response.text().then(assert.fail, (error) => error === REASON);
    },
  },
  "a signal of the platform": {
    run: (client) => {
      const call = chat(client, {
        ...simulate("slow-headers;ms=600000"),
        signal: AbortSignal.timeout(50),
      });
      return call.then(assert.fail, (error) => [error.constructor.name, error.cause.name]);
    },
  },
  "a signal in fetchOptions": {
    run: (client, { simulator }) =>
      abortedWhen(
        async (abort) => {
          await requestsOf(simulator, 1);
          abort();
        },
        ({ signal }) =>
          chat(client, { ...simulate("slow-headers;ms=600000"), fetchOptions: { signal } }),
      ),
  },
};

for (const [name, scenario] of Object.entries(scenarios)) test(name, () => compare(scenario));

test("nothing is left on a signal, whatever became of the call", async () => {
  const { ours } = await observe({
    options: { maxRetries: 1 },
    async run(client) {
      const { signal } = new AbortController();
      const options = { signal };
      await chat(client, options);
      await collect(await stream(client, options));
      for await (const _ of await stream(client, options)) break;
      await client.models.list(options).asResponse();
      await chat(client, { ...simulate("400"), ...options }).catch(() => {});
      await chat(client, { ...simulate("503;retry=ms:1"), ...options }).catch(() => {});
      await chat(client, { ...simulate("slow-headers"), ...options, timeout: 10 }).catch(() => {});
      await collect(await stream(client, { ...simulate("drop;after=1"), ...options })).catch(
        () => {},
      );
      await stream(client, options);
      return getEventListeners(signal, "abort").length;
    },
  });
  assert.equal(ours.value, 0);
});

test("a signal that is not the runtime's own works, and is let go of", async () => {
  class Foreign extends EventTarget {
    aborted = false;
    abort() {
      this.aborted = true;
      this.reason = REASON;
      this.dispatchEvent(new Event("abort"));
    }
  }
  await observe({
    async run(client, { simulator }) {
      const signal = new Foreign();
      await chat(client, { signal });
      await collect(await stream(client, { signal }));
      assert.equal(getEventListeners(signal, "abort").length, 0);
      const before = (await simulator.requests()).length;
      const call = chat(client, { ...simulate("slow-headers;ms=600000"), signal });
      call.catch(() => {});
      await requestsOf(simulator, before + 1);
      signal.abort();
      await assert.rejects(call, (error) => error.constructor.name === "APIUserAbortError");
      await assert.rejects(chat(client, { signal }));
      assert.equal((await simulator.requests()).length, before + 1);
    },
  }).then(({ ours }) => assert.equal(ours.error, undefined));
});
