/** Servers that are too busy, and say when to come back in every way there is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "brivionix";
import { COMPLETION, PARAMS } from "./faults/answer.mjs";
import { RETRY_AFTER } from "./faults/retry-after.mjs";

const NOW = Date.UTC(2026, 2, 5, 7, 8, 9);

/** Answers with what `respond` makes for the number of the request, and notes when that was. */
function makeClient(respond, options) {
  const times = [];
  const keys = new Set();
  const bodies = new Set();
  const fetch = async (_, { headers, body }) => {
    times.push(Date.now() - NOW);
    keys.add(new Headers(headers).get("idempotency-key"));
    bodies.add(body);
    return respond(times.length);
  };
  const client = new OpenAI({ apiKey: "k", baseURL: "http://x.invalid/v1", fetch, ...options });
  return { client, times, keys, bodies };
}

const refuse = (headers, status = 429) => Response.json({ error: {} }, { status, headers });

/** Lets the test's clock run until the call is settled. */
async function settle(t, call) {
  let isSettled = false;
  const result = call
    .catch((error) => error)
    .finally(() => {
      isSettled = true;
    });
  while (!isSettled) {
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.runAll();
  }
  return result;
}

for (const [name, headers, waits] of RETRY_AFTER(NOW)) {
  test(`a 429 with ${name}: one more request, in its time`, async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW });
    const { client, times, keys, bodies } = makeClient((count) =>
      count === 1 ? refuse(headers) : Response.json(COMPLETION),
    );
    const call = client.chat.completions.create(PARAMS, { idempotencyKey: "key-1" });
    assert.deepEqual(await settle(t, call), COMPLETION);
    assert.equal(times.length, 2);
    const [least, most] = Array.isArray(waits) ? waits : [Math.floor(waits), Math.ceil(waits)];
    assert.ok(times[1] >= least && times[1] <= most, `${times[1]} ms`);
    assert.deepEqual([...keys], ["key-1"]);
    assert.equal(bodies.size, 1);
  });
}

test("a 429 that forbids to come back is an error at once", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW });
  const headers = { "x-should-retry": "false", "retry-after": "1" };
  const { client, times } = makeClient(() => refuse(headers));
  const error = await settle(t, client.chat.completions.create(PARAMS));
  assert.equal(error.constructor, OpenAI.RateLimitError);
  assert.deepEqual(times, [0]);
});

test("a storm of refusals ends after as many retries as allowed, in the last one's error", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW });
  const forms = RETRY_AFTER(NOW).map(([, headers]) => headers);
  const { client, times } = makeClient((count) => refuse(forms[count % forms.length]), {
    maxRetries: 40,
  });
  const error = await settle(t, client.chat.completions.create({ ...PARAMS, stream: true }));
  assert.equal(error.constructor, OpenAI.RateLimitError);
  assert.equal(times.length, 41);
});
