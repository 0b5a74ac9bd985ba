/** Every error: class, fields and what of it is said, compared with `openai`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { collect, differential, echo, simulate } from "../support/differential.mjs";

const { compare, observe } = differential();

/** A secret that no message may repeat; the harness looks for it. */
const prompt = "echo: a secret";
const chat = (fault) => (client) => client.chat.completions.create(echo(prompt), simulate(fault));
const stream = (fault) => async (client) =>
  collect(await client.chat.completions.create(echo(prompt, { stream: true }), simulate(fault)));

const CODES = [400, 401, 403, 404, 408, 409, 422, 429, 500, 503];
const SHAPES = ["json", "string", "message", "text", "html", "empty"];

for (const code of CODES) {
  for (const shape of SHAPES) {
    test(`status ${code} with a body of the shape ${shape}`, async () => {
      await compare({ run: chat(`${code};body=${shape};retry=none`) });
      await compare({ run: stream(`${code};body=${shape};retry=none`) });
    });
  }
}

test("messages begin as those of openai and end with what to do", async () => {
  for (const code of CODES) {
    const { theirs, ours } = await observe({ run: chat(`${code};retry=none`) });
    assert.ok(ours.error.message.startsWith(theirs.error.message), ours.error.message);
    const isDocumented = [400, 401, 403, 429, 500, 503].includes(code);
    assert.equal(ours.error.message !== theirs.error.message, isDocumented, ours.error.message);
  }
});

/** A client's `fetch` that answers with any error body. */
const answering = (status, body, headers = {}) => ({
  fetch: async () => new Response(body, { status, headers }),
});
const get = (client) => client.get("/anything");

const scenarios = {
  "a status that has no class": {
    options: answering(418, '{"error":{"message":"tea"}}'),
    run: get,
  },
  "a status below 400": { options: answering(304, null), run: get },
  599: { options: answering(599, "{}"), run: get },
  "an error that is a list": { options: answering(400, '[{"message":"a"}]'), run: get },
  "an error of null": { options: answering(400, '{"error":null}'), run: get },
  "an error without a message": { options: answering(400, '{"error":{"code":"c"}}'), run: get },
  "a code that is a number": {
    options: answering(400, '{"error":{"code":7,"type":null}}'),
    run: get,
  },
  "details of a validation": {
    options: answering(422, '{"detail":[{"msg":"no","input":"a secret prompt"}]}'),
    run: get,
  },
  "half of an object": { options: answering(400, '{"error":'), run: get },
  "the request's id": {
    options: answering(400, "{}", { "x-request-id": "req_1", "x-other": "o" }),
    run: async (client) => {
      const error = await get(client).catch((error) => error);
      return [error.requestID, error.headers.get("x-other"), error.headers instanceof Headers];
    },
  },
  "withResponse() and asResponse() of an error": {
    options: answering(400, "{}"),
    run: async (client) => {
      const call = get(client);
      const failures = await Promise.allSettled([call, call.withResponse(), call.asResponse()]);
      return failures.map(({ reason }) => reason.constructor.name);
    },
  },

  // In a stream
  "an error object in a stream": { run: stream("error-in-stream;after=2") },
  "an error event in a stream": { run: stream("error-event;after=2") },
  ...Object.fromEntries(
    [
      'event: error\ndata: {"message":"m","code":"c"}',
      'event: error\ndata: {"error":{"message":"m","type":"t"}}',
      'data: {"error":{"message":"m","param":"p"}}',
      'data: {"error":"only text"}',
      'data: {"error":{},"choices":[]}',
    ].map((event) => [
      `in a stream: ${event.replace("\n", " ")}`,
      {
        options: {
          fetch: async () =>
            new Response(`${event}\n\n`, {
              headers: { "content-type": "text/event-stream", "x-request-id": "req_1" },
            }),
        },
        run: async (client) =>
          collect(await client.chat.completions.create(echo("", { stream: true }))),
      },
    ]),
  ),
  "a stream that breaks off": {
    run: stream("drop;after=2"),
    better: {
      why: "openai throws the runtime's TypeError",
      check({ theirs, ours }) {
        assert.equal(theirs.error.constructor.name, "TypeError");
        assert.equal(ours.error.constructor.name, "APIConnectionError");
        assert.ok(ours.error.cause instanceof Error);
      },
    },
  },
  "a stream that is cut short": {
    run: stream("truncate;after=2"),
    better: {
      why: "openai takes what came for all, or throws a SyntaxError",
      check: ({ ours }) => assert.equal(ours.error.constructor.name, "APIConnectionError"),
    },
  },
  "a chunk that is not JSON": {
    options: {
      logLevel: "off",
      fetch: async () =>
        new Response("data: {secret\n\n", { headers: { "content-type": "text/event-stream" } }),
    },
    run: async (client) =>
      collect(await client.chat.completions.create(echo("", { stream: true }))),
    better: {
      why: "openai throws a SyntaxError and logs",
      check: ({ ours }) => assert.equal(ours.error.constructor.name, "OpenAIError"),
    },
  },
  "a stream read twice": {
    run: async (client) => {
      const chunks = await client.chat.completions.create(echo("", { stream: true }));
      await collect(chunks);
      await collect(chunks);
    },
  },
  "a body that was read before": {
    run: async (client) => {
      const call = client.models.list();
      await (await call.asResponse()).text();
      await call;
    },
    better: {
      why: "openai throws the runtime's TypeError",
      check: ({ ours }) => assert.match(ours.error.message, /already been read/),
    },
  },
  "a stream whose body was read before": {
    run: async (client) => {
      const call = client.chat.completions.create(echo("", { stream: true }));
      const reader = (await call.asResponse()).body.getReader();
      const chunks = await call;
      reader.releaseLock();
      reader.closed.catch(() => {});
      const body = (await call.asResponse()).body.getReader();
      try {
        await collect(chunks);
      } finally {
        await body.cancel();
      }
    },
    better: {
      why: "openai throws the runtime's TypeError",
      check: ({ ours }) => assert.match(ours.error.message, /already been read/),
    },
  },

  // Before anything is sent
  "a client without a key": {
    run: (_, { Library, simulator }) => new Library({ apiKey: undefined, baseURL: simulator.url }),
  },
  "a client with an empty key": { run: (_, { Library }) => new Library({ apiKey: "" }) },
  "a client that needs no key": {
    run: async (_, { Library, simulator }) => {
      const client = new Library({ apiKey: null, baseURL: `${simulator.url}/v1`, maxRetries: 0 });
      await client.models.list();
    },
    better: {
      why: "openai refuses; a gateway that holds the key needs none",
      check({ ours }) {
        assert.equal(ours.error.constructor.name, "AuthenticationError");
        assert.equal(ours.requests[0].headers.authorization, undefined);
      },
    },
  },
  "a function that returns no key": { options: { apiKey: async () => "" }, run: get },
  "a function that returns nothing": { options: { apiKey: () => undefined }, run: get },
  "a function that fails": {
    options: {
      apiKey: () => {
        throw new TypeError("no token");
      },
    },
    run: async (client) => {
      const error = await get(client).catch((error) => error);
      return [error.constructor.name, error.cause.message];
    },
  },
  "a function that fails with an error of the client": {
    run: (client, { Library }) => {
      const apiKey = () => Promise.reject(new Library.AuthenticationError(401, {}, "m"));
      return get(client.withOptions({ apiKey }));
    },
  },
  "a key that cannot be sent": {
    options: { apiKey: "sk-test\nsecret" },
    run: get,
    better: {
      why: "openai throws the runtime's TypeError, which quotes the key",
      check({ theirs, ours }) {
        assert.match(theirs.error.message, /secret/);
        assert.equal(ours.error.constructor.name, "OpenAIError");
        assert.match(ours.error.message, /authorization/);
        assert.equal(ours.error.cause, undefined);
      },
    },
  },
  "a key with characters beyond Latin": {
    options: { apiKey: "“sk-test”" },
    run: get,
    better: {
      why: "openai throws the runtime's TypeError",
      check: ({ ours }) => assert.equal(ours.error.constructor.name, "OpenAIError"),
    },
  },
  "a header that cannot be sent": {
    run: (client) => client.get("/models", { headers: { "x-a": "secret\nsecret" } }),
    better: {
      why: "openai throws the runtime's TypeError, which quotes the value",
      check: ({ ours }) => assert.equal(ours.error.constructor.name, "OpenAIError"),
    },
  },
  "a header with no name": {
    run: (client) => client.get("/models", { headers: { "x a": "1" } }),
    better: {
      why: "openai throws a TypeError",
      check: ({ ours }) => assert.equal(ours.error.constructor.name, "OpenAIError"),
    },
  },
  ...Object.fromEntries(
    Object.entries({
      "a BigInt": { n: 1n },
      "a circle": (() => {
        const circle = { secret: 1 };
        circle.again = circle;
        return circle;
      })(),
      "a toJSON that throws": {
        user: {
          toJSON() {
            throw new TypeError("secret");
          },
        },
      },
      "a getter that throws": {
        metadata: {
          get secret() {
            throw new TypeError("secret");
          },
        },
      },
    }).map(([name, params]) => [
      `parameters with ${name}`,
      {
        run: (client) => client.chat.completions.create({ ...echo(), ...params }),
        better: {
          why: "openai throws the runtime's TypeError",
          check({ theirs, ours }) {
            assert.equal(theirs.error.constructor.name, "TypeError");
            assert.equal(ours.error.constructor.name, "OpenAIError");
            assert.ok(ours.error.cause instanceof TypeError);
            assert.match(ours.error.message, /as JSON: (BigInt|circular|see `cause`)\.$/);
          },
        },
      },
    ]),
  ),
  ...Object.fromEntries(
    ["a text", "request timed out", 7, null, undefined, { code: "EFAIL" }].map((thrown) => [
      `a fetch that throws ${JSON.stringify(thrown)}`,
      {
        options: { fetch: () => Promise.reject(thrown) },
        run: async (client) => {
          const error = await get(client).catch((error) => error);
          const told = typeof thrown === "string" && error.cause.message;
          return [error.constructor.name, error.cause instanceof Error, told];
        },
      },
    ]),
  ),
  ...Object.fromEntries(
    ["undefined", "null", "{}", '"a text"'].flatMap((json) => {
      const returned = json === "undefined" ? undefined : JSON.parse(json);
      return [() => returned, async () => returned].map((fetch, at) => [
        `a fetch that returns ${json}${at ? " in time" : " at once"}`,
        {
          options: { fetch, maxRetries: 2 },
          run: get,
          better: {
            why: "openai throws the runtime's TypeError",
            check({ theirs, ours }) {
              assert.notEqual(theirs.error.constructor.name, "OpenAIError");
              assert.equal(ours.error.constructor.name, "OpenAIError");
              assert.match(ours.error.message, /`fetch` returned no `Response`/);
            },
          },
        },
      ]);
    }),
  ),
  "a base URL that is none": {
    options: { baseURL: "nonsense", maxRetries: 5 },
    run: get,
    better: {
      why: "openai throws the runtime's TypeError",
      check: ({ ours }) => assert.match(ours.error.message, /`baseURL`/),
    },
  },
  ...Object.fromEntries(
    [".", "..", undefined, null, {}].map((name) => [
      `a model named ${name}`,
      { run: (client) => client.models.retrieve(name) },
    ]),
  ),
  "a model without a name": {
    run: (client) => client.models.retrieve(""),
    better: {
      why: "openai gets the list",
      check: ({ ours }) => assert.equal(ours.error.constructor.name, "OpenAIError"),
    },
  },
  "a negative timeout": { run: (client) => client.get("/models", { timeout: -1 }) },
  "a timeout that is no number": { run: (client) => client.get("/models", { timeout: "1" }) },
  "retries that are no number": {
    run: (client) => client.get("/models", { maxRetries: Number.NaN }),
    better: {
      why: "openai silently takes 2",
      check: ({ ours }) => assert.match(ours.error.message, /`maxRetries`/),
    },
  },

  // Errors that users make
  "errors made by hand": {
    run: (_, { Library }) => {
      const headers = new Headers({ "x-request-id": "req_1" });
      const { APIError } = Library;
      const errors = [
        new Library.RateLimitError(429, { message: "m", code: "c", type: "t" }, undefined, headers),
        new Library.RateLimitError(429, undefined, "m", headers),
        new Library.BadRequestError(400, { message: "m", param: "p" }, "m"),
        new APIError(undefined, undefined, "m"),
        new APIError(undefined, { message: "m" }),
        new Library.APIUserAbortError(),
        new Library.APIUserAbortError({ message: "m" }),
        new Library.APIConnectionError({ message: "m", cause: 1 }),
        new Library.APIConnectionError({}),
        new Library.APIConnectionTimeoutError(),
        new Library.APIConnectionTimeoutError({ message: "m" }),
        APIError.generate(404, { error: { message: "m" } }, undefined, headers),
        APIError.generate(500, { error: { code: "c" } }, "m", headers).error,
      ];
      return errors.map((error) => {
        if (!(error instanceof Error)) return error;
        const { message, name, status, code, param, type, requestID, cause } = error;
        const isA = [APIError, Library.OpenAIError].map((Class) => error instanceof Class);
        const { name: className } = error.constructor;
        return { className, message, name, status, code, param, type, requestID, cause, isA };
      });
    },
  },
};

for (const [name, scenario] of Object.entries(scenarios)) test(name, () => compare(scenario));
