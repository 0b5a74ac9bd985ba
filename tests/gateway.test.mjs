/** `brivionix/gateway` in Node: what it lets through, what it changes, and what it reports. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import OpenAI from "brivionix";
import gateway, { toNodeHandler } from "brivionix/gateway";
import TheirOpenAI from "openai";
import { chat, gatewayBefore, KEY, post, serve } from "./support/gateway.mjs";
import { startSimulator } from "./support/simulator.mjs";
import { until } from "./support/until.mjs";

const simulator = await startSimulator();
after(() => simulator.stop());

const withGateway = gatewayBefore(simulator);

async function lastRequest() {
  return (await simulator.requests()).at(-1);
}

for (const [name, Library] of Object.entries({ brivionix: OpenAI, openai: TheirOpenAI })) {
  const clientOf = ({ url }, apiKey = "token-of-ann") =>
    new Library({ apiKey, baseURL: `${url}/v1`, maxRetries: 0 });

  test(`${name}: answers, streams and models come through, with the gateway's key`, async () => {
    await withGateway({}, async (server) => {
      const client = clientOf(server);
      const { choices } = await client.chat.completions.create(chat());
      assert.equal(choices[0].message.content, "hi");
      let text = "";
      for await (const chunk of await client.chat.completions.create(chat({ stream: true }))) {
        text += chunk.choices[0]?.delta?.content ?? "";
      }
      assert.equal(text, "hi");
      assert.ok((await client.models.list()).data.length > 1);
      assert.equal((await client.models.retrieve("gpt-5.4-mini")).id, "gpt-5.4-mini");
      for (const { headers } of await simulator.requests()) {
        assert.equal(headers.authorization, `Bearer ${KEY}`);
      }
    });
  });

  test(`${name}: a refusal is the error that it would be from the API`, async () => {
    const options = {
      allowModels: ["gpt-5.4-mini"],
      maxTokens: 100,
      rateLimit: { requests: 3, per: 3600 },
    };
    await withGateway(options, async (server) => {
      const ask = (params, key) => clientOf(server, key).chat.completions.create(chat(params));
      await assert.rejects(ask({}, "forged"), Library.AuthenticationError);
      await assert.rejects(ask({ model: "gpt-5.5" }), Library.PermissionDeniedError);
      await assert.rejects(ask({ max_tokens: 101 }), (error) => {
        assert.ok(error instanceof Library.BadRequestError);
        assert.equal(error.param, "max_tokens");
        return true;
      });
      await assert.rejects(clientOf(server).models.retrieve("gpt-5.5"), Library.NotFoundError);
      await assert.rejects(ask({}), (error) => {
        assert.ok(error instanceof Library.RateLimitError);
        assert.equal(error.code, "rate_limit_exceeded");
        assert.match(error.headers.get("retry-after"), /^\d+$/);
        return true;
      });
      // Another caller is counted apart.
      await ask({}, "token-of-bob");
      assert.equal((await simulator.requests()).length, 1);
    });
  });
}

test("without `authorize` and `allowOrigins` it does not start, and says why", () => {
  assert.throws(() => gateway({ apiKey: KEY }), /everyone spend.*`authorize`.*`allowOrigins`/s);
  assert.throws(() => gateway({ apiKey: KEY, allowOrigins: "*" }), /needs `authorize`/);
  assert.throws(() => gateway({ apiKey: KEY, allowOrigins: [] }), /empty/);
  for (const origin of ["https://app.example/", "app.example", "null", "*", ""]) {
    assert.throws(() => gateway({ allowOrigins: [origin] }), /origin/, origin);
  }
  const authorize = () => true;
  assert.throws(() => gateway({ authorize, maxTokens: -1 }), /maxTokens/);
  assert.throws(() => gateway({ authorize, rateLimit: { requests: 0, per: 1 } }), /rateLimit/);
  assert.throws(() => gateway({ authorize, basePath: "v1/" }), /basePath/);
  const all = { authorize, allowOrigins: "*", allowCredentials: true };
  assert.throws(() => gateway(all), /allowCredentials/);
});

test("an option that would not limit what it is there to limit is refused at once, by name", () => {
  const allowOrigins = ["https://a.example"];
  for (const [name, values] of Object.entries({
    apiKey: [5, {}, null, Promise.resolve(KEY)],
    baseURL: ["x", "localhost:9911", "ftp://a", "http://u:p@a", 5],
    basePath: ["v1/", "/a/../b", "/.", 1],
    allowOrigins: [true, /x/, "https://a.example", null, [5], ["https://*.a.example"]],
    allowCredentials: ["no", 1],
    allowModels: ["gpt-5.4-mini,gpt-5.5", null, {}, /gpt/, new Set(["a"]), [1]],
    allowParams: ["service_tier", null, {}],
    maxTokens: [-1, 1.5, "10", null, Number.NaN],
    maxTokensParam: ["tokens", "model", null],
    maxChoices: ["1"],
    maxBodyBytes: [Number.POSITIVE_INFINITY],
    maxImages: [null],
    authorize: ["token", true],
    rateLimit: [null, 5, {}, { limit: 5 }, { request: 5, per: 60 }, { requests: 0, per: 1 }],
    onUsage: [console],
    includeUsage: [0],
    fetch: [5],
  })) {
    for (const value of values) {
      const options = { apiKey: KEY, allowOrigins, authorize: () => true, [name]: value };
      assert.throws(
        () => gateway(options),
        new RegExp(`gateway .*\\b${name}\\b`),
        `${name}: ${value}`,
      );
    }
  }
  for (const name of ["maxToken", "allowedModels", "toString"]) {
    assert.throws(() => gateway({ allowOrigins, [name]: 1 }), new RegExp(`no option .${name}`));
  }
  for (const nothing of [undefined, null]) assert.throws(() => gateway(nothing), /everyone spend/);
  const limiter = { requests: 1, limit: () => ({ success: true }) };
  assert.ok(gateway({ allowOrigins, rateLimit: limiter, allowModels: undefined }));
});

test("a handler for Node takes a gateway and nothing else", () => {
  for (const wrong of [undefined, null, {}, { apiKey: KEY, allowOrigins: ["https://a.example"] }]) {
    assert.throws(() => toNodeHandler(wrong), /takes what `gateway\(\)` returns/);
  }
});

test("a stream arrives byte for byte, and as it comes", async () => {
  let saw;
  const upstream = await serve(async (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: first\r\n\r\n: \xff odd\n");
    await new Promise((resolve) => {
      saw = resolve;
    });
    response.end("data: [DONE]");
  });
  for (const onUsage of [undefined, () => {}]) {
    await withGateway({ baseURL: upstream.url, onUsage }, async ({ url }) => {
      const { body } = await post(url, chat({ stream: true }));
      const reader = body.getReader();
      const first = await reader.read();
      assert.equal(Buffer.from(first.value).toString(), "data: first\r\n\r\n: \xff odd\n");
      saw();
      const second = await reader.read();
      assert.equal(Buffer.from(second.value).toString(), "data: [DONE]");
      assert.ok((await reader.read()).done);
    });
  }
  upstream.close();
});

test("of the headers, only what clients need comes through, in either direction", async () => {
  const upstream = await serve((request, response) => {
    request.resume();
    response.writeHead(200, {
      "content-type": "application/json",
      "x-request-id": "req_1",
      "openai-organization": "the-account",
      "x-ratelimit-remaining-tokens": "5",
      "set-cookie": "a=b",
      server: "nginx",
      "cf-ray": "1",
      "alt-svc": "h3",
      "access-control-allow-origin": "*",
    });
    response.end(JSON.stringify(request.headers));
  });
  await withGateway({ baseURL: upstream.url }, async ({ url }) => {
    const response = await post(url, chat(), {
      cookie: "session=1",
      "openai-organization": "other",
      "openai-project": "other",
      "idempotency-key": "other",
      "x-forwarded-for": "1.2.3.4",
      "x-api-key": "token-of-ann",
      "x-stainless-lang": "js",
    });
    const received = await response.json();
    // What the runtime's own fetch adds.
    const added = ["connection", "user-agent", "accept-language", "sec-fetch-mode"];
    assert.deepEqual(
      Object.keys(received).filter((name) => !added.includes(name)),
      ["host", "authorization", "accept", "accept-encoding", "content-type", "content-length"],
    );
    assert.equal(received.authorization, `Bearer ${KEY}`);
    assert.doesNotMatch(JSON.stringify(received), /session|other|1\.2\.3\.4|token-of-ann/);
    const headers = Object.fromEntries(response.headers);
    for (const name of ["date", "connection", "keep-alive", "transfer-encoding"]) {
      delete headers[name];
    }
    assert.deepEqual(headers, {
      "cache-control": "no-store",
      "content-type": "application/json",
      vary: "Origin",
      "x-content-type-options": "nosniff",
      "x-request-id": "req_1",
    });
  });
  upstream.close();
});

test("an answer without a number of tokens gets the most, one with fewer keeps its own", async () => {
  await withGateway({ maxTokens: 50 }, async ({ url }) => {
    for (const [given, sent] of [
      [{}, { max_tokens: 50 }],
      [{ max_tokens: null }, { max_tokens: 50 }],
      [{ max_tokens: 7 }, { max_tokens: 7 }],
      [{ max_completion_tokens: 1 }, { max_tokens: 1 }],
      [{ max_completion_tokens: 9, max_tokens: 8 }, { max_tokens: 8 }],
    ]) {
      assert.equal((await post(url, chat(given))).status, 200);
      const { model, messages, ...rest } = (await lastRequest()).body;
      assert.deepEqual([model, messages.length, rest], ["gpt-5.4-mini", 1, sent]);
    }
  });
  await withGateway({ maxTokens: 9, maxTokensParam: "max_completion_tokens" }, async ({ url }) => {
    for (const [given, sent] of [
      [{}, 9],
      [{ max_tokens: 1 }, 1],
    ]) {
      await post(url, chat(given));
      const { max_tokens, max_completion_tokens } = (await lastRequest()).body;
      assert.deepEqual([max_tokens, max_completion_tokens], [undefined, sent]);
    }
  });
});

test("usage is reported with model, caller and request id, and the stream is asked for it", async () => {
  const reports = [];
  const onUsage = (report) => reports.push(report);
  await withGateway({ onUsage }, async ({ url }) => {
    const plain = await (await post(url, chat())).json();
    const streamed = await (await post(url, chat({ stream: true }))).text();
    assert.match(streamed, /"usage":\{/);
    await until(() => reports.length === 2);
    for (const { requestID, ...report } of reports) {
      assert.match(requestID, /^req_/);
      assert.deepEqual(report, { model: "gpt-5.4-mini", identity: "ann", usage: plain.usage });
    }
    // A caller cannot go uncounted.
    await (
      await post(url, chat({ stream: true, stream_options: { include_usage: false } }))
    ).text();
    await until(() => reports.length === 3);
    assert.deepEqual(reports[2].usage, plain.usage);
  });
  await withGateway({ onUsage, includeUsage: false }, async ({ url }) => {
    await (await post(url, chat({ stream: true }))).text();
    await until(() => reports.length === 4);
    assert.equal(reports[3].usage, null);
    assert.equal((await lastRequest()).body.stream_options, undefined);
  });
});

test("what an answer says is not taken for its usage", async () => {
  const reports = [];
  const content = 'echo: "usage":{"total_tokens":1} {"usage": {"total_tokens": 2}}';
  await withGateway({ onUsage: (report) => reports.push(report) }, async ({ url }) => {
    const messages = [{ role: "user", content }];
    const { usage } = await (await post(url, chat({ messages }))).json();
    await (await post(url, chat({ messages, stream: true }))).text();
    await until(() => reports.length === 2);
    for (const report of reports) assert.deepEqual(report.usage, usage);
  });
});

test("a client that hangs up ends the request upstream, and is reported", async () => {
  const paced = await startSimulator({ pace: 20 });
  const reports = [];
  try {
    for (const onUsage of [undefined, (report) => reports.push(report)]) {
      await withGateway({ baseURL: `${paced.url}/v1`, onUsage }, async ({ url }) => {
        const messages = [{ role: "user", content: "long" }];
        const { body } = await post(url, chat({ stream: true, messages }));
        const reader = body.getReader();
        await reader.read();
        assert.equal((await paced.stats()).open_streams, 1);
        await reader.cancel();
        await until(async () => (await paced.stats()).open_streams === 0);
      });
    }
    await until(() => reports.length === 1);
    assert.equal(reports[0].usage, null);
  } finally {
    await paced.stop();
  }
});

/** Waits until there is room for more, or nobody who wants it. */
function room(response) {
  return new Promise((resolve) => {
    const settle = () => {
      response.off("drain", settle).off("close", settle);
      resolve();
    };
    response.on("drain", settle).on("close", settle);
  });
}

test("a client that does not read stops the API, too", async () => {
  let sent = 0;
  const upstream = await serve(async (request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "text/event-stream" });
    const chunk = Buffer.alloc(64 << 10, "x");
    while (!response.destroyed && sent < 1 << 30) {
      sent += chunk.length;
      if (!response.write(chunk)) await room(response);
    }
  });
  for (const onUsage of [undefined, () => {}]) {
    sent = 0;
    await withGateway({ baseURL: upstream.url, onUsage }, async ({ url }) => {
      const { body } = await post(url, chat({ stream: true }));
      await until(() => sent > 0);
      let before = -1;
      // Until nothing more has been sent for a while.
      for (let still = 0; still < 25; still += 1) {
        if (sent !== before) still = 0;
        before = sent;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assert.ok(sent < 64 << 20, `${sent} bytes`);
      await body.cancel();
    });
  }
  upstream.close();
});

test("an answer that breaks off upstream breaks off", async () => {
  await withGateway({ onUsage() {} }, async ({ url }) => {
    const response = await post(url, chat({ model: "sim-drop;after=2", stream: true }));
    assert.equal(response.status, 200);
    await assert.rejects(response.text());
  });
});
