/** Timeouts, and servers that are not there or break off, compared with `openai`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { differential, echo, simulate } from "../support/differential.mjs";
import { orHangs, silent, stallingJSON } from "../support/fetches.mjs";

const { compare } = differential();

const chat = (client, options) => client.chat.completions.create(echo(), options);

const scenarios = {
  // Timeouts
  "no headers in time": {
    run: (client) => chat(client, { ...simulate("slow-headers;ms=600000"), timeout: 50 }),
  },
  "no headers in time, by the client's timeout": {
    options: { timeout: 50 },
    run: (client) => chat(client, simulate("slow-headers;ms=600000")),
  },
  "no headers in time, twice": {
    options: { maxRetries: 1 },
    run: (client) => chat(client, { ...simulate("slow-headers;ms=600000"), timeout: 50 }),
    requests: (requests) => requests.map(({ headers }) => headers["x-stainless-retry-count"]),
  },
  "headers in time after a timeout": {
    options: { maxRetries: 1 },
    run: async (client, { Library }) => {
      const fault = `slow-headers;ms=600000;times=1;id=${Library.name}-${Math.random()}`;
      return (await chat(client, { ...simulate(fault), timeout: 2_000 })).choices[0].message;
    },
    requests: (requests) => requests.length,
  },
  "a timeout of 0": {
    run: (client) => chat(client, { ...simulate("slow-headers;ms=600000"), timeout: 0 }),
    requests: () => "none, or one that is cut off at once",
  },
  "fetch ignores the timeout": {
    options: { fetch: silent, timeout: 50 },
    run: (client) => orHangs(chat(client)),
    better: {
      why: "openai hangs",
      check({ theirs, ours }) {
        assert.equal(theirs.value, "hangs");
        assert.equal(ours.error.constructor.name, "APIConnectionTimeoutError");
      },
    },
  },
  "a body that does not come in time": {
    options: { fetch: stallingJSON, timeout: 50 },
    run: (client) => chat(client),
  },
  "a body that comes at the second attempt": {
    options: () => {
      let calls = 0;
      const fetch = (...request) => {
        calls += 1;
        return calls === 1
          ? stallingJSON(...request)
          : Response.json({ calls }, { headers: { a: "b" } });
      };
      return { fetch: async (...request) => fetch(...request), timeout: 200, maxRetries: 1 };
    },
    run: async (client) => {
      const { data, response } = await client.get("/anything").withResponse();
      return [data, response.headers.get("a")];
    },
  },
  "a runtime that is less patient": {
    options: {
      fetch: async () => {
        const cause = Object.assign(new Error("Connect Timeout Error"), { code: "UND_ERR" });
        throw new TypeError("fetch failed", { cause });
      },
    },
    run: (client) => chat(client),
  },
  "a fetch that aborts by itself": {
    options: {
      fetch: async () => {
        throw new DOMException("gone", "AbortError");
      },
    },
    run: (client) => chat(client),
  },
  "a key that does not come in time": {
    options: { apiKey: () => new Promise(() => {}), timeout: 50 },
    run: (client) => orHangs(chat(client)),
    better: {
      why: "openai hangs",
      check({ theirs, ours }) {
        assert.equal(theirs.value, "hangs");
        assert.equal(ours.error.constructor.name, "APIConnectionTimeoutError");
      },
    },
  },

  // Connections
  "a connection that is reset": { run: (client) => chat(client, simulate("refuse")) },
  "a server that is not there": {
    options: { baseURL: "http://127.0.0.1:9/v1" },
    run: async (client) => {
      const error = await chat(client).then(assert.fail, (error) => error);
      return [error.constructor.name, error.message, error.cause.constructor.name];
    },
  },
  "fetch throws at once": {
    options: {
      fetch: () => {
        throw new TypeError("no");
      },
    },
    run: async (client) => {
      const error = await chat(client).then(assert.fail, (error) => error);
      return [error.constructor.name, error.message, error.cause.message];
    },
  },
  ...Object.fromEntries(
    ["a text", 7, null, undefined, { code: 1 }, Symbol("s")].map((thrown) => [
      `fetch throws ${typeof thrown} ${String(thrown)}`,
      {
        options: { fetch: () => Promise.reject(thrown) },
        run: (client) => chat(client).then(assert.fail, (error) => error.constructor.name),
        ...(typeof thrown === "symbol" && {
          better: {
            why: "openai throws a TypeError of its own making",
            check: ({ ours }) => assert.equal(ours.value, "APIConnectionError"),
          },
        }),
      },
    ]),
  ),
};

for (const [name, scenario] of Object.entries(scenarios)) test(name, () => compare(scenario));
