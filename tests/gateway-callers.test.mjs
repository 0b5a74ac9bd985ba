/** `brivionix/gateway` and those who ask: pages, callers and their rates; and its operator. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import gateway from "brivionix/gateway";
import { chat, gatewayBefore, KEY, ORIGIN, overheard, post } from "./support/gateway.mjs";
import { startSimulator } from "./support/simulator.mjs";

const simulator = await startSimulator();
const baseURL = `${simulator.url}/v1`;
const withGateway = gatewayBefore(simulator);
after(() => simulator.stop());

test("the key is read for each request; without one the operator is told, and the caller is not", async () => {
  for (const apiKey of [
    () => undefined,
    () => "",
    () => `${KEY}\n`,
    () => JSON.parse(KEY),
    async () => {
      throw new Error(KEY);
    },
  ]) {
    const said = await overheard(() =>
      withGateway({ apiKey }, async ({ url }) => {
        const response = await post(url, chat());
        assert.equal(response.status, 500);
        assert.equal(response.headers.get("x-should-retry"), "false");
        const { error } = await response.json();
        assert.deepEqual(Object.keys(error), ["message", "type", "param", "code"]);
        assert.doesNotMatch(JSON.stringify(error), /key/i);
      }),
    );
    assert.match(said, /brivionix\/gateway: .*apiKey/);
    assert.ok(!said.includes(KEY));
  }
  const keys = ["sk-one", "sk-two"];
  await withGateway({ apiKey: async () => keys.shift() }, async ({ url }) => {
    await post(url, chat());
    await post(url, chat());
    const sent = (await simulator.requests()).map(({ headers }) => headers.authorization);
    assert.deepEqual(sent, ["Bearer sk-one", "Bearer sk-two"]);
  });
});

test("where `authorize`, the limiter or `onUsage` throw, the operator is told, and the caller no more than that", async () => {
  const fail = () => {
    throw new Error("a detail of the operator's");
  };
  for (const options of [{ authorize: fail }, { rateLimit: { limit: fail } }]) {
    const said = await overheard(() =>
      withGateway(options, async ({ url }) => {
        const response = await post(url, chat());
        assert.equal(response.status, 500);
        assert.doesNotMatch(await response.text(), /detail/);
        assert.equal((await simulator.requests()).length, 0);
      }),
    );
    assert.match(said, /a detail of the operator's/);
  }
  const said = await overheard(() =>
    withGateway({ onUsage: fail }, async ({ url }) => {
      const response = await post(url, chat());
      assert.equal((await response.json()).choices[0].message.content, "hi");
      await new Promise(setImmediate);
    }),
  );
  assert.match(said, /a detail of the operator's/);
});

test("a page of a listed origin may ask and read; its preflight allows what clients send", async () => {
  await withGateway({ allowOrigins: [ORIGIN], allowCredentials: true }, async ({ url }) => {
    const asked = "authorization,content-type,x-stainless-lang,x-stainless-retry-count";
    const leave = await fetch(`${url}/v1/chat/completions`, {
      method: "OPTIONS",
      headers: {
        origin: ORIGIN,
        "access-control-request-method": "POST",
        "access-control-request-headers": asked,
      },
    });
    assert.equal(leave.status, 204);
    assert.equal(leave.headers.get("access-control-allow-headers"), asked);
    assert.equal(leave.headers.get("access-control-allow-methods"), "GET, POST");
    const answers = [
      leave,
      await post(url, chat(), { origin: ORIGIN }),
      await post(url, chat({ model: 1 }), { origin: ORIGIN }),
      await post(url, chat(), { origin: ORIGIN, authorization: "forged" }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [204, 200, 400, 401],
    );
    for (const { headers } of answers) {
      assert.equal(headers.get("access-control-allow-origin"), ORIGIN);
      assert.equal(headers.get("access-control-allow-credentials"), "true");
      assert.match(headers.get("access-control-expose-headers"), /x-request-id.*retry-after/);
      assert.match(headers.get("vary"), /Origin/);
      assert.equal(headers.get("cache-control"), "no-store");
    }
  });
});

test("the limit in memory lets a caller go on after as long as it says", async () => {
  let now = 1e12;
  const original = Date.now;
  Date.now = () => now;
  try {
    const served = gateway({
      apiKey: KEY,
      baseURL,
      authorize: ({ headers }) => headers.get("x-caller"),
      rateLimit: { requests: 2, per: 10 },
    });
    const ask = async (caller) => {
      const request = new Request("http://gateway/v1/models", { headers: { "x-caller": caller } });
      const { status, headers } = await served.fetch(request);
      return [status, headers.get("retry-after")];
    };
    assert.deepEqual(await ask("ann"), [200, null]);
    assert.deepEqual(await ask("ann"), [200, null]);
    assert.deepEqual(await ask("ann"), [429, "5"]);
    assert.deepEqual(await ask("bob"), [200, null]);
    now += 5_000;
    assert.deepEqual(await ask("ann"), [200, null]);
    assert.deepEqual(await ask("ann"), [429, "5"]);
    now += 10_000;
    assert.deepEqual(
      [await ask("ann"), await ask("ann")],
      [
        [200, null],
        [200, null],
      ],
    );
  } finally {
    Date.now = original;
  }
});

test("callers without a name are told apart by their addresses, as runtimes give them", async () => {
  for (const [info, other, same] of [
    [
      { remoteAddr: { hostname: "192.0.2.1" } },
      { remoteAddr: { hostname: "192.0.2.2" } },
      { remoteAddr: { hostname: "::ffff:192.0.2.1" } },
    ],
    [
      { remoteAddr: { hostname: "2001:db8::1" } },
      { remoteAddr: { hostname: "2001:db8:0:1::1" } },
      { remoteAddr: { hostname: "2001:db8:0:0:ffff::2" } },
    ],
    [
      { requestIP: () => ({ address: "192.0.2.1" }) },
      { requestIP: () => ({ address: "192.0.2.2" }) },
      { requestIP: () => ({ address: "192.0.2.1" }) },
    ],
  ]) {
    const served = gateway({
      apiKey: KEY,
      baseURL,
      authorize: () => true,
      rateLimit: { requests: 1, per: 3600 },
    });
    const ask = async (second) => {
      // What a caller says of its address counts for nothing.
      const headers = {
        "x-forwarded-for": crypto.randomUUID(),
        "cf-connecting-ip": crypto.randomUUID(),
      };
      return (await served.fetch(new Request("http://gateway/v1/models", { headers }), second))
        .status;
    };
    assert.deepEqual([await ask(info), await ask(other), await ask(same)], [200, 200, 429]);
  }
});

test("models that callers may not use are not listed", async () => {
  await withGateway({ allowModels: ["gpt-5.4-mini", "no-such"] }, async ({ url }) => {
    const headers = { authorization: "Bearer token-of-ann" };
    const response = await fetch(`${url}/v1/models`, { headers });
    const list = await response.json();
    assert.equal(list.object, "list");
    assert.deepEqual(
      list.data.map(({ id }) => id),
      ["gpt-5.4-mini"],
    );
  });
});

test("it answers below another path, where it is told to", async () => {
  await withGateway({ basePath: "/api/ai" }, async ({ url }) => {
    const headers = { authorization: "Bearer token-of-ann" };
    assert.equal((await fetch(`${url}/api/ai/models`, { headers })).status, 200);
    assert.equal((await fetch(`${url}/v1/models`, { headers })).status, 404);
    assert.equal((await simulator.requests()).at(-1).path, "/v1/models");
  });
});

test("functions that decide later are waited for, and nothing but true allows", async () => {
  for (const answer of [async () => false, async () => "no", () => 1]) {
    await withGateway({ allowOrigins: answer }, async ({ url }) => {
      assert.equal((await post(url, chat(), { origin: ORIGIN })).status, 403);
    });
    await withGateway({ allowModels: answer }, async ({ url }) => {
      assert.equal((await post(url, chat())).status, 403);
      const headers = { authorization: "Bearer token-of-ann" };
      assert.equal((await fetch(`${url}/v1/models/gpt-5.4-mini`, { headers })).status, 404);
      assert.deepEqual((await (await fetch(`${url}/v1/models`, { headers })).json()).data, []);
      assert.ok((await simulator.requests()).every(({ method }) => method === "GET"));
    });
  }
  const allow = { allowOrigins: async () => true, allowModels: async () => true };
  await withGateway(allow, async ({ url }) => {
    assert.equal((await post(url, chat(), { origin: ORIGIN })).status, 200);
  });
});

test("`authorize` that returns something else than a name fails, and the operator is told", async () => {
  const said = await overheard(() =>
    withGateway({ authorize: () => ({ id: 1 }) }, async ({ url }) => {
      assert.equal((await post(url, chat())).status, 500);
      assert.equal((await simulator.requests()).length, 0);
    }),
  );
  assert.match(said, /`authorize` has returned neither/);
});

test("a parameter of another server's needs to be allowed, and is named where it is not", async () => {
  await withGateway({ allowParams: ["top_k"] }, async ({ url }) => {
    assert.equal((await post(url, chat({ top_k: 5 }))).status, 200);
    assert.equal((await simulator.requests()).at(-1).body.top_k, 5);
    const { error } = await (await post(url, chat({ min_p: 1 }))).json();
    assert.equal(error.param, "min_p");
  });
});

test("a browser sent here by another site gets nothing, even where it names no origin", async () => {
  await withGateway({}, async ({ url }) => {
    assert.equal((await post(url, chat(), { "sec-fetch-site": "cross-site" })).status, 403);
    assert.equal((await simulator.requests()).length, 0);
  });
});

test("a limiter that gives no usable time to wait gets the usual one", async () => {
  for (const retryAfter of [Number.NaN, Number.POSITIVE_INFINITY, "soon", undefined]) {
    const rateLimit = { limit: async () => ({ success: false, retryAfter }) };
    await withGateway({ rateLimit }, async ({ url }) => {
      const response = await post(url, chat());
      assert.deepEqual([response.status, response.headers.get("retry-after")], [429, "10"]);
    });
  }
});
