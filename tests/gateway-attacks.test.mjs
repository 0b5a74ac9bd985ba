/** Requests that are to get nothing out of `brivionix/gateway`, least of all its key. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chat,
  KEY,
  ORIGIN,
  overheard,
  post,
  raw,
  refused,
  serve,
  serveAttacked,
  serveGateway,
} from "./support/gateway.mjs";
import { until } from "./support/until.mjs";

const { simulator, gateway, nothingWentThrough } = await serveAttacked();

const TOKEN = "Authorization: Bearer token-of-ann\r\n";
const JSON_TYPE = "Content-Type: application/json\r\n";

for (const target of [
  "/",
  "/v1",
  "/v1/",
  "/v1/embeddings",
  "/v1/chat/completions/",
  "/v1/chat/completions/x",
  "//v1/chat/completions",
  "/v1//chat/completions",
  "/v1/chat/../files",
  "/v1/chat/completions/../../files",
  "/v1/%2e%2e/admin",
  "/v1/models/..%2f..%2fadmin",
  "/v1/models/%2e%2e%2fadmin",
  "/v1/models/..%5cadmin",
  "/v1/models/a%2f..%2f..%2ffiles",
  "/v1/models/a%00b",
  "/v1/models/a%0d%0ab",
  "/v1/models/a%3fb",
  "/v1/models/a%23b",
  "/v1/models/%",
  "/v1/models/%ff",
  "/v1/models/a/b",
  "/v1/chat%2fcompletions",
  "/V1/chat/completions",
  "/v1/chat/completions;x=/v1/models",
  "/v1/chat/completions.",
  "/v1/chat/completions%20",
  "/v1/chat/completions%00",
  "/v1/..;/chat/completions",
  "/v1;/chat/completions",
  "/%76%31/chat/completions",
  "/v1/models/..;",
  "/v1/models/%2e",
  "/v1/models/...",
  "/evil/v1/chat/completions",
  "//evil.example/v1/chat/completions",
  "https://evil.example/v1/chat/completions",
  "http://127.0.0.1/v1/chat/completions",
  "*",
  "/@evil.example/v1/models",
]) {
  for (const method of ["GET", "POST"]) {
    test(`${method} ${target} leads nowhere`, async () => {
      const body = method === "POST" ? JSON.stringify(chat()) : "";
      const answer = await raw(
        gateway.port,
        `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${TOKEN}${JSON_TYPE}` +
          `Content-Length: ${body.length}\r\n\r\n${body}`,
      );
      assert.match(answer, /^HTTP\/1\.1 40[034] /);
      await nothingWentThrough();
    });
  }
}

for (const method of ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"]) {
  test(`${method} is no way to ask for a chat`, async () => {
    const answer = await raw(
      gateway.port,
      `${method} /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${TOKEN}\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 (400|405) /);
    await nothingWentThrough();
  });
}

for (const host of ["evil.example", "evil.example/v1/models?", "a@b", "", "[::1", "x:99999999"]) {
  test(`the host ${JSON.stringify(host)} leads to the same API`, async () => {
    const request = `GET /v1/models HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${TOKEN}\r\n`;
    const answer = await raw(gateway.port, request);
    if (answer.startsWith("HTTP/1.1 200")) assert.equal((await simulator.requests()).length, 1);
    else await nothingWentThrough();
    const request2 = request.replace("/v1/models", "/v1/files");
    assert.doesNotMatch(await raw(gateway.port, request2), /^HTTP\/1\.1 200/);
  });
}

for (const origin of [
  "https://evil.example",
  "null",
  "https://app.example.evil.example",
  "https://app.example:8443",
  "http://app.example",
  "https://APP.example",
  "https://app.example, https://evil.example",
  "https://app.example/",
  "https://app.example.",
  "https://xapp.example",
  "https://app.example@evil.example",
  "https://app-example",
  "",
]) {
  test(`a page of the origin ${JSON.stringify(origin)} gets nothing`, async () => {
    const response = await post(gateway.url, chat(), { origin });
    assert.equal(response.headers.get("access-control-allow-origin"), null);
    await refused(response, 403);
    const headers = { origin, "access-control-request-method": "POST" };
    const leave = await fetch(`${gateway.url}/v1/chat/completions`, { method: "OPTIONS", headers });
    assert.equal(leave.headers.get("access-control-allow-origin"), null);
    await refused(leave, 403);
    await nothingWentThrough();
  });
}

test("where only origins are listed, whoever has none gets nothing", async () => {
  const open = await serveGateway({
    baseURL: `${simulator.url}/v1`,
    authorize: undefined,
    allowOrigins: [ORIGIN],
  });
  await refused(await post(open.url, chat()), 403);
  const own = { "sec-fetch-site": "same-origin" };
  await refused(await post(open.url, chat(), own), 403);
  // As after DNS rebinding: to the browser, the gateway is of the page's own origin.
  await refused(await fetch(`${open.url}/v1/models`, { headers: own }), 403);
  await nothingWentThrough();
  assert.equal((await post(open.url, chat(), { origin: ORIGIN })).status, 200);
  open.close();
});

test("where no origins are listed, pages of others get nothing, whatever their cookies", async () => {
  const own = await serveGateway({ baseURL: `${simulator.url}/v1` });
  await refused(await post(own.url, chat(), { origin: "https://evil.example" }), 403);
  await nothingWentThrough();
  assert.equal((await post(own.url, chat(), { origin: own.url })).status, 200);
  own.close();
});

for (const authorization of ["", "Bearer", "Bearer x", "bearer token-of-ann", `Bearer ${KEY}`]) {
  test(`the authorization ${JSON.stringify(authorization)} is none`, async () => {
    await refused(await post(gateway.url, chat(), { authorization }), 401);
    await nothingWentThrough();
  });
}

test("a body without a length is counted as it comes", async () => {
  const chunk = `${(8192).toString(16)}\r\n${"x".repeat(8192)}\r\n`;
  const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n${TOKEN}${JSON_TYPE}`;
  const endless = `${head}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(64)}0\r\n\r\n`;
  assert.match(await raw(gateway.port, endless), /^HTTP\/1\.1 413 [\s\S]*request_too_large/);
  await nothingWentThrough();
});

for (const [what, twice, status] of [
  ["Authorization", `${TOKEN}Authorization: Bearer token-of-bob\r\n${JSON_TYPE}`, 401],
  ["Authorization, the second empty", `${TOKEN}Authorization: \r\n${JSON_TYPE}`, 401],
  ["Content-Type", `${TOKEN}${JSON_TYPE}Content-Type: text/plain\r\n`, 415],
  ["Origin", `${TOKEN}${JSON_TYPE}Origin: ${ORIGIN}\r\nOrigin: https://evil.example\r\n`, 403],
]) {
  test(`two headers ${what} are not one that is allowed`, async () => {
    const body = JSON.stringify(chat());
    const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${twice}`;
    const answer = await raw(gateway.port, `${head}Content-Length: ${body.length}\r\n\r\n${body}`);
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
    await nothingWentThrough();
  });
}

test("a caller cannot go uncounted by saying it twice", async () => {
  const metered = await serveGateway({ baseURL: `${simulator.url}/v1`, onUsage() {} });
  for (const name of ["Include_Usage", "include_u\u017fage"]) {
    const stream_options = { include_usage: true, [name]: false };
    await refused(await post(metered.url, chat({ stream: true, stream_options })), 400);
  }
  await nothingWentThrough();
  const stream_options = { include_obfuscation: false, include_usage: false };
  await (await post(metered.url, chat({ stream: true, stream_options }))).text();
  const [{ body }] = await simulator.requests();
  assert.deepEqual(body.stream_options, { include_obfuscation: false, include_usage: true });
  metered.close();
});

test("a mark of the byte order is left out, and tools that are the caller's own are let through", async () => {
  const tools = [
    { type: "function", function: { name: "f", parameters: {} } },
    { type: "custom", custom: { name: "g" } },
  ];
  await post(gateway.url, `\ufeff${JSON.stringify(chat({ tools }))}`);
  const [{ body }] = await simulator.requests();
  assert.deepEqual(body, chat({ tools, max_tokens: 100 }));
});

test("two lengths, and a length beside chunks, are one request at most", async () => {
  const smuggled = `GET /v1/files HTTP/1.1\r\nHost: x\r\n\r\n`;
  const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n${TOKEN}${JSON_TYPE}`;
  for (const lengths of [
    "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
    "Content-Length: 0\r\nContent-Length: 50\r\n",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
    "Content-Length: 4\r\nTransfer-Encoding : chunked\r\n",
  ]) {
    const answer = await raw(gateway.port, `${head}${lengths}\r\n0\r\n\r\n${smuggled}`);
    assert.match(answer, /^HTTP\/1\.1 400/, lengths);
  }
  await nothingWentThrough();
});

/** What an upstream may answer, and what the caller gets of it. */
for (const [what, status, headers, body, expected] of [
  ["a redirect", 302, { location: "https://evil.example/" }, "", 502],
  ["a redirect that keeps the method", 307, { location: "/v1/elsewhere" }, "", 502],
  ["a page", 200, { "content-type": "text/html" }, `<script>"${KEY}"</script>`, 502],
  ["a picture with scripts", 200, { "content-type": "image/svg+xml" }, "<svg/>", 502],
  ["something without a type", 200, {}, "x", 502],
  ["a page about an error", 503, { "content-type": "text/html" }, `<b>${KEY}</b>`, 503],
  ["that the key is wrong", 401, { "content-type": "application/json" }, `{"error":"${KEY}"}`, 502],
]) {
  test(`an upstream that answers ${what} gives away nothing`, async () => {
    let asked = 0;
    const upstream = await serve((request, response) => {
      asked += 1;
      request.resume();
      response.writeHead(status, headers).end(body);
    });
    const before = await serveGateway({ baseURL: upstream.url, allowModels: undefined });
    const said = await overheard(async () => refused(await post(before.url, chat()), expected));
    assert.ok(!said.includes(KEY));
    assert.equal(asked, 1);
    before.close();
    upstream.close();
  });
}

for (const [where, status, headers, message] of [
  ["its message", 400, {}, KEY],
  ["its message, escaped", 400, {}, KEY.replace("s", "\\u0073")],
  ["a header", 502, { "x-request-id": `Bearer ${KEY}` }, "no"],
]) {
  test(`an error of the API's that repeats the key in ${where} is told without it`, async () => {
    const upstream = await serve((request, response) => {
      request.resume();
      response.writeHead(400, { "content-type": "application/json", ...headers });
      response.end(`{"error":{"message":"Bad header ${message}"}}`);
    });
    const before = await serveGateway({ baseURL: upstream.url });
    const said = await overheard(async () => {
      const response = await post(before.url, chat());
      assert.ok(![...response.headers.values()].some((value) => value.includes(KEY)));
      const { message: told } = await refused(response, status);
      assert.ok(!told.includes("Bad header"));
    });
    assert.ok(!said.includes(KEY));
    before.close();
    upstream.close();
  });
}

test("errors of the API come through as they are", async () => {
  const before = await serveGateway({ baseURL: `${simulator.url}/v1` });
  const response = await post(before.url, chat({ model: "sim-429;retry=seconds:7" }));
  assert.equal(response.headers.get("retry-after"), "7");
  await refused(response, 429);
  before.close();
});

test("an API that is not there is no secret, and no more is said of it", async () => {
  const gone = await serve(() => {});
  gone.close();
  const before = await serveGateway({ baseURL: gone.url });
  const said = await overheard(async () => refused(await post(before.url, chat()), 502));
  assert.match(said, /cannot be reached/);
  before.close();
});

test("what is in a model's name, a header or a body, is in no log", async () => {
  const before = await serveGateway({ baseURL: `${simulator.url}/v1` });
  const said = await overheard(async () => {
    await post(before.url, chat({ model: "sim-drop;after=1", stream: true }))
      .then((response) => response.text())
      .catch(() => {});
    await post(before.url, "secret words").then((response) => response.text());
    await until(async () => (await simulator.stats()).open_streams === 0);
  });
  assert.equal(said, "");
  before.close();
});
