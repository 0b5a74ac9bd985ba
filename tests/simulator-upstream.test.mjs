/** With --upstream the local server speaks for the page: it alone has the key. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import OpenAI from "openai";
import { startSimulator } from "./support/simulator.mjs";
import { until } from "./support/until.mjs";

const key = "sk-only-the-server-knows";
const model = "gpt-5.4-mini";
const messages = [{ role: "user", content: "echo: one two three four five" }];

let api;
let front;
let client;
before(async () => {
  api = await startSimulator();
  front = await startFront(`${api.url}/v1`, key);
  client = connect(front);
});
after(async () => {
  await front?.stop();
  await api?.stop();
});
beforeEach(() => api.clearRequests());

const startFront = (upstream, key) =>
  startSimulator({
    args: ["--upstream", upstream, "--key-env", "TEST_UPSTREAM_KEY"],
    env: { TEST_UPSTREAM_KEY: key },
  });
const connect = ({ url }) =>
  new OpenAI({ apiKey: "of-the-page", baseURL: `${url}/v1`, maxRetries: 0 });
const ask = (body, options) =>
  client.chat.completions.create({ model, messages, ...body }, options);
const failure = (promise) => promise.then(assert.fail, (error) => error);

test("the key is put in by the server, and nothing of the page's own goes out", async () => {
  const headers = {
    cookie: "session=1",
    referer: `${front.url}/`,
    origin: front.url,
    "x-api-key": "of-the-page",
    "x-other": "goes through",
  };
  const { choices } = await ask({ x_unknown: [1] }, { headers });
  assert.equal(choices[0].message.content, "one two three four five");
  const [request] = await api.requests();
  assert.equal(request.headers.authorization, `Bearer ${key}`);
  assert.equal(request.headers["x-other"], "goes through");
  assert.equal(request.headers.host, new URL(api.url).host);
  for (const name of ["cookie", "referer", "origin", "x-api-key"]) {
    assert.ok(!(name in request.headers), name);
  }
  assert.deepEqual(request.body, { model, messages, x_unknown: [1] });
});

test("the key comes back in no answer", async () => {
  const responses = [
    await fetch(`${front.url}/demo.json`),
    await ask().asResponse(),
    await ask({ stream: true }).asResponse(),
    await fetch(`${front.url}/v1/nowhere`),
    await fetch(`${front.url}/v1/models`),
  ];
  for (const response of responses) {
    assert.ok(!JSON.stringify([...response.headers]).includes(key));
    assert.ok(!(await response.text()).includes(key));
  }
});

test("every path and query goes to the same place upstream", async () => {
  await fetch(`${front.url}/v1/models?limit=2&after=a%2Fb`);
  const [{ method, path, query }] = await api.requests();
  assert.deepEqual([method, path, query], ["GET", "/v1/models", "limit=2&after=a%2Fb"]);
  assert.equal((await client.models.list()).data.length, 5);
});

test("the base URL may leave out /v1", async () => {
  for (const base of [api.url, `${api.url}/`, `${api.url}/v1/`]) {
    const other = await startFront(base, key);
    assert.equal((await connect(other).models.retrieve(model)).id, model);
    await other.stop();
  }
});

test("a stream passes event by event, not when it ends", async () => {
  // This stream never ends, so what arrives has not waited for the rest.
  const headers = { "x-simulate": "stall;after=3" };
  const stream = await ask({ stream: true }, { headers });
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
    if (chunks.length === 3) break;
  }
  assert.equal(chunks[1].choices[0].delta.content, "one");
});

test("who leaves a stream cancels it upstream, too", async () => {
  const { cancelled_streams } = await api.stats();
  const stream = await ask({ stream: true }, { headers: { "x-simulate": "stall;after=2" } });
  for await (const _ of stream) break;
  await until(async () => {
    const stats = await api.stats();
    return stats.open_streams === 0 && stats.cancelled_streams > cancelled_streams;
  });
});

test("errors pass with status, fields, headers and request id", async () => {
  const headers = { "x-simulate": "429;retry=seconds:7" };
  const error = await failure(ask({}, { headers }));
  assert.ok(error instanceof OpenAI.RateLimitError);
  assert.deepEqual([error.type, error.code], ["rate_limit_error", "rate_limit_exceeded"]);
  assert.equal(error.headers.get("retry-after"), "7");
  assert.equal(error.requestID, (await api.requests())[0].request_id);
  const page = await failure(ask({}, { headers: { "x-simulate": "503;body=html" } }));
  assert.match(page.message, /<html>/);
});

test("an error inside a stream and a broken stream pass as they are", async () => {
  const chunksUntil = async (fault) => {
    const chunks = [];
    const reading = (async () => {
      const headers = { "x-simulate": fault };
      for await (const chunk of await ask({ stream: true }, { headers })) chunks.push(chunk);
    })();
    return { error: await failure(reading), count: chunks.length };
  };
  const inside = await chunksUntil("error-in-stream;after=3");
  assert.deepEqual([inside.count, inside.error.code], [3, "server_error"]);
  const broken = await chunksUntil("drop;after=3");
  assert.equal(broken.count, 3);
});

test("a key the API does not accept is a 401 that does not show it", async () => {
  const wrong = await startFront(api.url, "sk-invalid");
  const error = await failure(connect(wrong).models.list());
  assert.ok(error instanceof OpenAI.AuthenticationError);
  assert.ok(!JSON.stringify(error.error).includes("sk-invalid"));
  await wrong.stop();
});

test("an API that cannot be reached is a 502 in words", async () => {
  const gone = await startSimulator();
  const other = await startFront(gone.url, key);
  await gone.stop();
  const error = await failure(connect(other).models.list());
  assert.deepEqual([error.status, error.type], [502, "upstream_error"]);
  assert.match(error.message, /could not reach/);
  await other.stop();
});

test("other pages cannot spend the key", async () => {
  const from = (headers) => fetch(`${front.url}/v1/models`, { headers });
  for (const headers of [
    { origin: "https://elsewhere.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ]) {
    const response = await from(headers);
    assert.equal(response.status, 403, JSON.stringify(headers));
    assert.equal(response.headers.get("access-control-allow-origin"), null);
  }
  const preflight = await fetch(`${front.url}/v1/models`, {
    method: "OPTIONS",
    headers: { origin: "https://elsewhere.example", "access-control-request-method": "POST" },
  });
  assert.equal(preflight.status, 403);
  assert.deepEqual(await api.requests(), []);
  assert.equal((await from({ origin: front.url, "sec-fetch-site": "same-origin" })).status, 200);
});
