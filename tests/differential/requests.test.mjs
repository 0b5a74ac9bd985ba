/** What goes out on the wire for every option, compared with `openai`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { differential, echo } from "../support/differential.mjs";

const { compare } = differential();

const chat = async (client, options) => {
  await client.chat.completions.create(echo(), options);
};
const stream = async (client, options) => {
  for await (const _ of await client.chat.completions.create(
    echo("hi", { stream: true }),
    options,
  ));
};
/** A request to a path that the simulator does not know: it records it and answers 404. */
const post = (options) => (client) => client.post("/anything", options).catch(() => {});

/** Environment variables for the time of one run. */
function withEnv(variables, run) {
  return (_client, { Library, simulator }) => {
    const before = { ...process.env };
    Object.assign(process.env, variables);
    try {
      return run(Library, `${simulator.url}/v1`);
    } finally {
      process.env = before;
    }
  };
}

const scenarios = {
  "a chat": { run: chat },
  "a streamed chat": { run: stream },
  "organization and project": { options: { organization: "o-1", project: "p-1" }, run: chat },

  // Headers
  "default headers": { options: { defaultHeaders: { "X-A": "1", "x-b": "2" } }, run: chat },
  "headers of a request win": {
    options: { defaultHeaders: { "x-a": "default", "x-b": "kept" } },
    run: (client) => chat(client, { headers: { "X-A": "request" } }),
  },
  "headers as a Headers object": {
    options: { defaultHeaders: new Headers({ "x-a": "1" }) },
    run: (client) => chat(client, { headers: new Headers({ "x-a": "2", "x-c": "3" }) }),
  },
  "headers as pairs, repeated ones kept": {
    options: { defaultHeaders: [["x-a", "0"]] },
    run: (client) =>
      chat(client, {
        headers: [
          ["x-a", "1"],
          ["X-A", "2"],
        ],
      }),
  },
  "headers as a Map": { run: (client) => chat(client, { headers: new Map([["x-a", "1"]]) }) },
  "a header with several values": {
    run: (client) => chat(client, { headers: { "x-a": ["1", "2"] } }),
  },
  "a header in two spellings": {
    run: (client) => chat(client, { headers: { "x-a": "1", "X-A": "2" } }),
  },
  "a header that is a number": { run: (client) => chat(client, { headers: { "x-a": 5 } }) },
  "undefined leaves a header alone": {
    options: { defaultHeaders: { "x-a": "1" } },
    run: (client) => chat(client, { headers: { "x-a": undefined, authorization: undefined } }),
  },
  "null removes a default header": {
    options: { defaultHeaders: { "x-a": "1" } },
    run: (client) => chat(client, { headers: { "X-A": null } }),
  },
  "null removes the client's own headers": {
    run: (client) =>
      chat(client, {
        headers: { "x-stainless-retry-count": null, Authorization: null, accept: null },
      }),
  },
  "a removed header can be set again": {
    options: { defaultHeaders: { "x-a": null, authorization: null } },
    run: (client) => chat(client, { headers: { "x-a": "1", authorization: "Bearer other" } }),
  },
  "the client's own headers can be replaced": {
    options: { defaultHeaders: { accept: "*/*", "x-stainless-retry-count": "7" } },
    run: (client) => chat(client, { headers: { Authorization: "Basic eA==" } }),
  },
  "a content type of the user's": {
    run: (client) =>
      chat(client, { headers: { "content-type": "application/json; charset=utf-8" } }),
  },
  "organization and project can be removed": {
    options: { organization: "o-1", project: "p-1" },
    run: (client) => chat(client, { headers: { "openai-organization": null } }),
  },
  "an idempotency key": {
    run: (client) => chat(client, { idempotencyKey: "key-1" }),
    better: {
      why: "openai has the option and sends nothing",
      check({ theirs, ours }) {
        assert.equal(theirs.requests[0].headers["idempotency-key"], undefined);
        assert.equal(ours.requests[0].headers["idempotency-key"], "key-1");
      },
    },
  },

  // Query
  "default query and query of a request": {
    options: { defaultQuery: { a: "1", b: "2" } },
    run: (client) => chat(client, { query: { b: "3", c: "x y+z&=ü" } }),
  },
  "query values of all kinds": {
    run: (client) =>
      chat(client, {
        query: {
          none: undefined,
          nothing: null,
          yes: true,
          number: 1.5,
          list: ["a", "b"],
          deep: { a: { b: 1 }, list: [{ x: 1 }] },
          date: new Date(0),
          empty: "",
        },
      }),
  },
  "a base URL with a query": {
    options: (url) => ({ baseURL: `${url}/v1?version=1&other=2&other=3` }),
    run: chat,
  },
  "a query that is in the base URL too": {
    options: (url) => ({ baseURL: `${url}/v1?version=1&other=2`, defaultQuery: { version: "2" } }),
    run: async (client) => {
      await chat(client);
      await chat(client, { query: { version: 3 } });
      await client.get("/models?version=4&own=1");
      await client.get("/models?version=4&own=1", { query: { own: 2 } });
    },
  },

  // Where it goes
  "a base URL with a slash at its end": {
    options: (url) => ({ baseURL: `${url}/v1/` }),
    run: chat,
  },
  "no base URL but a host": {
    options: (url) => ({ baseURL: url }),
    run: chat,
    better: {
      why: "a bare host gets /v1",
      check({ ours }) {
        assert.equal(ours.error, undefined);
        assert.equal(ours.requests[0].path, "/v1/chat/completions");
      },
    },
  },
  "a path without a slash": {
    run: async (client) => void (await client.get("models")),
    better: {
      why: "openai asks for /v1models",
      check({ ours }) {
        assert.equal(ours.error, undefined);
        assert.equal(ours.requests[0].path, "/v1/models");
      },
    },
  },
  "an absolute URL": {
    options: { baseURL: "http://nowhere.invalid/v1", defaultQuery: { a: "1" } },
    run: async (client, { simulator }) => void (await client.get(`${simulator.url}/v1/models?b=2`)),
  },
  "the models": {
    run: async (client) => {
      const models = await client.models.list({ query: { a: 1 } });
      const model = await client.models.retrieve("gpt-5.4-mini");
      return [models.data, models.object, model];
    },
  },
  "models with unusual names": {
    run: async (client) => {
      for (const name of ["ft:gpt:org::id@1", "a/b?c#d e", "%2e%2e", "…", "a..b"]) {
        await client.models.retrieve(name).catch(() => {});
      }
    },
  },

  // Methods and bodies
  "all methods": {
    run: async (client) => {
      for (const method of ["get", "post", "put", "patch", "delete"]) {
        await client[method]("/anything", { query: { method } }).catch(() => {});
        if (method === "get") continue;
        await client[method]("/anything", { body: { method } }).catch(() => {});
      }
    },
  },
  "request()": {
    run: async (client) => (await client.request({ method: "get", path: "/models" })).object,
  },
  "a body of null": { run: post({ body: null }) },
  "an empty text as a body": { run: post({ body: "" }) },
  "a text as a body": { run: post({ body: "text" }) },
  "a text of a type as a body": {
    run: post({ body: "<a/>", headers: { "content-type": "text/xml" } }),
  },
  "a list as a body": { run: post({ body: [1, { a: undefined }] }) },
  "bytes as a body": { run: post({ body: new TextEncoder().encode("bytes") }) },
  "a buffer as a body": { run: post({ body: new TextEncoder().encode("buffer").buffer }) },
  "a blob as a body": { run: post({ body: new Blob(["blob"], { type: "text/x-blob" }) }) },
  "a form as a body": { run: post({ body: new URLSearchParams({ a: "1 2" }) }) },
  "a form with a file as a body": {
    run: (client) => {
      const form = new FormData();
      form.append("name", "value");
      form.append("file", new File(["content"], "a.txt", { type: "text/plain" }));
      return post({ body: form })(client);
    },
  },
  "a stream as a body": {
    run: (client) => post({ body: new Blob(["streamed"]).stream() })(client),
  },

  // The key
  "a key from a function": {
    options: { apiKey: async () => "sk-from-function" },
    run: async (client) => {
      const before = client.apiKey;
      await chat(client);
      return [before, client.apiKey];
    },
  },
  "a key that is assigned": {
    run: async (client) => {
      client.apiKey = "sk-assigned";
      await chat(client);
      return client.apiKey;
    },
  },
  "a key with white space around it": { options: { apiKey: " sk-spaced\n" }, run: chat },

  // Clients from clients
  "assigned settings": {
    options: { baseURL: "http://nowhere.invalid/v1" },
    run: async (client, { simulator }) => {
      client.baseURL = `${simulator.url}/v1`;
      client.organization = "o-2";
      client.project = null;
      client.timeout = 5_000;
      client.maxRetries = 1;
      await chat(client);
      await chat(client.withOptions({ project: "p-3" }));
      const { timeout, maxRetries, organization, project } = client.withOptions({ timeout: 7_000 });
      return { timeout, maxRetries, organization, project };
    },
  },
  "withOptions keeps what it is not given": {
    options: { organization: "o-1", defaultHeaders: { "x-a": "1" }, defaultQuery: { q: "1" } },
    run: async (client) => {
      const other = client.withOptions({ apiKey: "sk-other" });
      await chat(other);
      await chat(client);
      await chat(other.withOptions({ defaultHeaders: { "x-b": "2" }, defaultQuery: undefined }));
    },
  },
  "withOptions of a subclass": {
    run: async (_, { Library, simulator }) => {
      class Mine extends Library {
        mine = true;
      }
      const options = { apiKey: "sk-mine", baseURL: `${simulator.url}/v1` };
      const client = new Mine(options).withOptions({ maxRetries: 0 });
      await chat(client);
      return [client instanceof Mine, client.mine, client.maxRetries];
    },
  },
  "the settings that can be read": {
    run: (client) => {
      const { apiKey, organization, project, timeout, maxRetries, logLevel, fetchOptions } = client;
      return { apiKey, organization, project, timeout, maxRetries, logLevel, fetchOptions };
    },
  },

  // The environment
  "a client from the environment": {
    run: withEnv(
      {
        OPENAI_API_KEY: " sk-env ",
        OPENAI_ORG_ID: "o-env",
        OPENAI_PROJECT_ID: "p-env",
        OPENAI_CUSTOM_HEADERS: "x-env: a:b\nnonsense\nx-other:  2 ",
      },
      async (Library, baseURL) => {
        const client = new Library({ baseURL, maxRetries: 0 });
        await chat(client);
        await chat(client.withOptions({ defaultHeaders: { "x-env": "mine" } }));
      },
    ),
  },
  "a base URL from the environment": {
    run: (client, context) =>
      withEnv({ OPENAI_BASE_URL: `${context.simulator.url}/v1` }, (Library) =>
        chat(new Library({ apiKey: "sk-test" })),
      )(client, context),
  },
  "null and empty text are not taken from the environment": {
    run: withEnv(
      { OPENAI_ORG_ID: "o-env", OPENAI_PROJECT_ID: "p-env" },
      async (Library, baseURL) => {
        const client = new Library({ apiKey: "k", baseURL, organization: null, project: null });
        await chat(client);
      },
    ),
  },
};

for (const [name, scenario] of Object.entries(scenarios)) test(name, () => compare(scenario));
