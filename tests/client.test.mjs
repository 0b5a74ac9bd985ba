/** What the client keeps to itself, and what it does where the world around it misbehaves. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspect } from "node:util";
import OpenAI from "brivionix";
import { collect, echo, simulate } from "./support/differential.mjs";
import { runModule } from "./support/process.mjs";
import { startSimulator } from "./support/simulator.mjs";
import { until } from "./support/until.mjs";

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator?.stop());

const KEY = "sk-test-0123456789";
const SECRET = "a secret prompt";

const clientOf = (options) =>
  new OpenAI({ apiKey: KEY, baseURL: `${simulator.url}/v1`, maxRetries: 0, ...options });

/** A client whose `fetch` answers with this. */
const answering = (body, init, options) => {
  const headers = { "content-type": "application/json", ...init?.headers };
  return clientOf({ fetch: async () => new Response(body, { ...init, headers }), ...options });
};

// Logs and secrets

/** A logger that keeps everything. */
function recorder(...methods) {
  const lines = [];
  const keep = (method) => [method, (...parts) => lines.push([method, ...parts])];
  return { lines, logger: Object.fromEntries(methods.map(keep)) };
}

test("at debug, neither key nor header nor text is logged", async () => {
  const { lines, logger } = recorder("error", "warn", "info", "debug");
  const client = clientOf({ logger, logLevel: "debug", defaultHeaders: { "x-secret": "hidden" } });
  const options = { query: { token: "hidden" } };
  await client.chat.completions.create(echo(SECRET), options);
  await collect(await client.chat.completions.create(echo(SECRET, { stream: true }), options));
  const fault = { ...simulate("503;retry=ms:1"), maxRetries: 1 };
  await client.chat.completions.create(echo(SECRET), fault).catch(() => {});
  await client.chat.completions.create(echo(SECRET), { timeout: 0 }).catch(() => {});
  const text = inspect(lines, { depth: null });
  assert.doesNotMatch(text, /sk-test|secret|hidden|token/);
  assert.match(
    text,
    /POST http:\/\/127\.0\.0\.1:\d+\/v1\/chat\/completions: status 200 req_\w+ in \d+ ms'/,
  );
  assert.match(text, /status 503/);
  assert.match(text, /retry 1 of 1 in 1 ms/);
  assert.match(text, /completions: APIConnectionTimeoutError in \d+ ms'/);
});

test("a level lets through what is at least as grave", async () => {
  for (const logLevel of ["off", "error", "warn", undefined, "nonsense"]) {
    const { lines, logger } = recorder("error", "warn", "info", "debug");
    await clientOf({ logger, logLevel }).models.list();
    assert.deepEqual(lines, [], logLevel);
  }
  const { lines, logger } = recorder("info");
  const client = clientOf({ logger });
  client.logLevel = "info";
  await client.models.list();
  assert.equal(lines.length, 1);
});

test("a logger may lack a method", async () => {
  const { lines, logger } = recorder("warn");
  await clientOf({ logger, logLevel: "debug" }).models.list();
  assert.deepEqual(lines, []);
});

test("a client that is printed does not show its key", () => {
  const client = clientOf();
  assert.equal(client.apiKey, KEY);
  for (const text of [inspect(client, { depth: null }), JSON.stringify(client), `${client}`]) {
    assert.doesNotMatch(text, /sk-test/);
  }
  assert.ok(!Object.keys(client).includes("apiKey"));
});

test("an error that is printed shows neither key nor prompt", async () => {
  const client = clientOf();
  for (const fault of ["400", "401;body=text", "500;body=html", "refuse"]) {
    const call = client.chat.completions.create(echo(SECRET), simulate(fault));
    const error = await call.then(assert.fail, (error) => error);
    assert.doesNotMatch(inspect(error, { depth: null, showHidden: true }), /sk-test|secret/);
  }
});

// The environment

test("BRIVIONIX_ variables go before those of openai", async () => {
  const printed = await runModule(
    `import OpenAI from "brivionix";
     const { apiKey, baseURL, organization, project, logLevel } = new OpenAI();
     console.log(JSON.stringify([apiKey, baseURL, organization, project, logLevel]));`,
    {
      env: {
        OPENAI_API_KEY: "theirs",
        BRIVIONIX_API_KEY: "ours",
        OPENAI_BASE_URL: "https://theirs.example/v1",
        BRIVIONIX_BASE_URL: "https://ours.example/v1",
        OPENAI_ORG_ID: "o-theirs",
        OPENAI_PROJECT_ID: "p-theirs",
        BRIVIONIX_PROJECT_ID: "p-ours",
        OPENAI_LOG: "debug",
        BRIVIONIX_LOG: "error",
      },
    },
  );
  const expected = ["ours", "https://ours.example/v1", "o-theirs", "p-ours", "error"];
  assert.deepEqual(JSON.parse(printed), expected);
});

test("the default address is the API's own", () => {
  assert.equal(new OpenAI({ apiKey: "k" }).baseURL, "https://brivionix.com/v1");
  assert.equal(new OpenAI({ apiKey: "k", baseURL: null }).baseURL, "https://brivionix.com/v1");
});

// Promises

test("a call that fails and is dropped is one unhandled rejection, one that is handled none", async () => {
  const printed = await runModule(
    `import OpenAI from "brivionix";
     const seen = [];
     process.on("unhandledRejection", (error) => seen.push(error.constructor.name));
     const client = new OpenAI({ apiKey: "k", maxRetries: 0, fetch: async () => new Response("{}", { status: 400 }) });
     const call = () => client.models.retrieve("m");
     await call().catch(() => {});
     await call().asResponse().catch(() => {});
     await call().withResponse().catch(() => {});
     await call().finally(() => {}).catch(() => {});
     const twice = call();
     await Promise.allSettled([twice, twice.asResponse(), twice.withResponse()]);
     await new Promise((resolve) => setTimeout(resolve, 20));
     console.log(seen.length);
     call();
     await new Promise((resolve) => setTimeout(resolve, 20));
     console.log(seen.join());`,
  );
  assert.equal(printed, "0\nBadRequestError\n");
});

test("the body is not read before the result is asked for", async () => {
  const call = answering('{"a":1}').get("/anything");
  const response = await call.asResponse();
  assert.equal(response.bodyUsed, false);
  assert.deepEqual(await call, { a: 1 });
  assert.equal(response.bodyUsed, true);
});

// fetch

test("options of fetch are handed on, those of the call going first", async () => {
  const seen = [];
  const client = clientOf({
    fetch: async (url, init) => {
      seen.push([url, init]);
      return Response.json({});
    },
    fetchOptions: { keepalive: true, cache: "no-store", headers: { "x-a": "client" } },
    defaultHeaders: { "x-b": "default" },
  });
  await client.chat.completions.create(echo(), {
    fetchOptions: {
      cache: "reload",
      dispatcher: "own",
      headers: { "x-b": "fetch" },
      method: "PUT",
    },
  });
  const [[url, init]] = seen;
  assert.equal(url, `${simulator.url}/v1/chat/completions`);
  const { keepalive, cache, dispatcher, method, signal, headers } = init;
  assert.deepEqual([keepalive, cache, dispatcher, method], [true, "reload", "own", "POST"]);
  assert.ok(signal instanceof AbortSignal && headers instanceof Headers);
  assert.equal(headers.get("authorization"), `Bearer ${KEY}`);
  assert.equal(headers.get("x-b"), "default");
});

test("the global fetch is used as it is at the time of the call", async ({ mock }) => {
  const client = clientOf();
  mock.method(globalThis, "fetch", async () => Response.json({ mocked: true }));
  assert.deepEqual(await client.get("/anything"), { mocked: true });
});

test("fetch is called without a `this`", async () => {
  let self = "none";
  const fetch = async function () {
    self = this;
    return Response.json({});
  };
  await clientOf({ fetch }).get("/anything");
  assert.equal(self, undefined);
});

test("an answer that comes after the abort is let go of", async () => {
  let cancelled = false;
  let answer;
  const fetch = () => new Promise((resolve) => (answer = resolve));
  const controller = new AbortController();
  const call = clientOf({ fetch }).get("/anything", { signal: controller.signal });
  const failed = assert.rejects(call, OpenAI.APIUserAbortError);
  await until(() => answer);
  controller.abort();
  await failed;
  answer(new Response(new ReadableStream({ cancel: () => (cancelled = true) })));
  await until(() => cancelled);
});

test("a response whose body is locked can be retried over", async () => {
  let calls = 0;
  const fetch = async () => {
    calls += 1;
    if (calls > 1) return Response.json({ calls });
    const response = new Response("busy", { status: 503, headers: { "retry-after-ms": "1" } });
    response.body.getReader();
    return response;
  };
  assert.deepEqual(await clientOf({ fetch, maxRetries: 1 }).get("/anything"), { calls: 2 });
});

test("an error whose body cannot be read is still that error", async () => {
  const broken = () => new ReadableStream({ start: (controller) => controller.error("broken") });
  const error = await answering(broken(), { status: 429 })
    .get("/anything")
    .catch((error) => error);
  assert.ok(error instanceof OpenAI.RateLimitError);
  const stalled = answering(new ReadableStream(), { status: 500 }, { timeout: 20 });
  await assert.rejects(stalled.get("/anything"), OpenAI.InternalServerError);
});

test("a body that breaks with anything is a connection error with that as its cause", async () => {
  for (const cause of ["text", null, undefined, new TypeError("terminated")]) {
    const body = () => new ReadableStream({ start: (controller) => controller.error(cause) });
    const type = { headers: { "content-type": "text/event-stream" } };
    for (const call of [
      answering(body()).get("/anything"),
      answering(body(), type)
        .chat.completions.create(echo("", { stream: true }))
        .then(collect),
    ]) {
      const error = await call.then(assert.fail, (error) => error);
      assert.ok(error instanceof OpenAI.APIConnectionError, `${cause}`);
      assert.equal(error.cause, cause);
    }
  }
});

test("a stream without a body is an error", async () => {
  const stream = await answering(null, {
    headers: { "content-type": "text/event-stream" },
  }).chat.completions.create(echo("", { stream: true }));
  await assert.rejects(collect(stream), OpenAI.APIConnectionError);
});

test("a runtime without fetch is told what to do", async ({ mock }) => {
  mock.method(globalThis, "fetch", undefined);
  globalThis.fetch = undefined;
  assert.throws(() => new OpenAI({ apiKey: "k" }), /`fetch`/);
  assert.ok(new OpenAI({ apiKey: "k", fetch: async () => Response.json({}) }));
  mock.restoreAll();
});

// Times

test("times that no timer can hold are no timeout", async () => {
  for (const timeout of [2 ** 31, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER]) {
    await clientOf({ timeout, idleTimeout: timeout }).models.list();
    await clientOf().models.list({ timeout, idleTimeout: timeout });
  }
});

test("times and counts that make no sense are refused at once, by name", () => {
  for (const name of ["timeout", "idleTimeout", "maxRetries"]) {
    for (const value of [-1, Number.NaN, "5", {}]) {
      assert.throws(() => clientOf({ [name]: value }), new RegExp(`\`${name}\``));
    }
    assert.ok(clientOf({ [name]: undefined }));
  }
});

test("the process ends as soon as nothing is left to do", async () => {
  const printed = await runModule(
    `import OpenAI from "brivionix";
     const client = new OpenAI({ apiKey: "k", baseURL: "${simulator.url}/v1" });
     const create = (options) => client.chat.completions.create(
       { model: "gpt-5.4-mini", messages: [{ role: "user", content: "echo: a b c" }], stream: true }, options);
     for await (const _ of await create()) break;
     const iterator = (await create())[Symbol.asyncIterator]();
     await iterator.next();
     await iterator.return();
     await create({ headers: { "x-simulate": "400" } }).catch(() => {});
     await (await create().asResponse()).text();
     console.log(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length);`,
  );
  assert.equal(printed, "0\n");
});

test("a stream that is left in the middle does not keep the process as long as `idleTimeout`", async () => {
  const events = 'data: {"choices":[]}\n\n'.repeat(2);
  await runModule(
    `import OpenAI from "brivionix";
     const fetch = async () => new Response(${JSON.stringify(events)});
     const client = new OpenAI({ apiKey: "k", fetch });
     const stream = await client.chat.completions.create({ model: "m", messages: [], stream: true });
     await stream[Symbol.asyncIterator]().next();`,
    { timeout: 40_000 },
  );
});
