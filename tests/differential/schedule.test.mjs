/** When requests are sent again, by a clock that only waits move, compared with `openai`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LIBRARIES } from "../support/differential.mjs";

/** Longer ones are timeouts, which never come. */
const LONGEST_WAIT = 60_000;
const date = (ms) => new Date(ms).toUTCString();

/** Runs the timers of waits at once, and notes them. */
function fakeClock(mock, chance) {
  const clock = { now: Date.parse("2026-01-01T00:00:00Z"), waits: [] };
  mock.method(Date, "now", () => clock.now);
  mock.method(Math, "random", () => chance);
  mock.method(globalThis, "setTimeout", (run, ms) => {
    if (ms > LONGEST_WAIT) return undefined;
    clock.waits.push(ms);
    clock.now += ms;
    setImmediate(run);
    return undefined;
  });
  return clock;
}

/** What a server does: a status and headers, or an error to throw. The last one repeats. */
const answer = (status, headers = {}) => ({ status, headers });
const ok = answer(200);
const failing = (error) => ({ error });

const START = Date.parse("2026-01-01T00:00:00Z");
const schedules = {
  success: [ok],
  "errors of the server": [answer(500)],
  "503, then success": [answer(503), ok],
  "each status that may pass": [answer(408), answer(409), answer(429), answer(599), ok],
  "a status that does not pass": [answer(400)],
  "401 is not tried again": [answer(401)],
  "429, then 403": [answer(429), answer(403)],
  "no connection": [failing(new TypeError("fetch failed"))],
  "no connection, then success": [failing(new TypeError("fetch failed")), ok],
  "x-should-retry: true": [answer(400, { "x-should-retry": "true" }), ok],
  "x-should-retry: false": [answer(429, { "x-should-retry": "false" })],
  "x-should-retry: anything": [answer(429, { "x-should-retry": "yes" }), ok],
  "x-should-retry: true with a wait": [
    answer(422, { "x-should-retry": "true", "retry-after-ms": "30" }),
    ok,
  ],
  "retry-after-ms": [answer(429, { "retry-after-ms": "250" }), ok],
  "retry-after-ms with a fraction": [answer(429, { "retry-after-ms": "12.5" }), ok],
  "retry-after-ms goes first": [answer(429, { "retry-after-ms": "7", "retry-after": "3" }), ok],
  "retry-after-ms that is no number": [
    answer(429, { "retry-after-ms": "soon", "retry-after": "3" }),
    ok,
  ],
  "retry-after-ms that is too long": [
    answer(429, { "retry-after-ms": "60001", "retry-after": "3" }),
    ok,
  ],
  "Retry-After in seconds": [answer(429, { "retry-after": "3" }), ok],
  "Retry-After with a fraction": [answer(503, { "retry-after": "1.5" }), ok],
  "Retry-After: 0": [answer(429, { "retry-after": "0" }), ok],
  "Retry-After: 60": [answer(429, { "retry-after": "60" }), ok],
  "Retry-After: 61": [answer(429, { "retry-after": "61" }), ok],
  "a negative Retry-After": [answer(429, { "retry-after": "-1" }), ok],
  "Retry-After with a unit": [answer(429, { "retry-after": "2s" }), ok],
  "Retry-After as a date": [answer(429, { "retry-after": date(START + 5_000) }), ok],
  "Retry-After as a date that has passed": [answer(429, { "retry-after": date(START) }), ok],
  "Retry-After as a date that is far off": [answer(429, { "retry-after": date(START + 1e7) }), ok],
  "Retry-After that is nonsense": [answer(429, { "retry-after": "later" }), ok],
  "every header at another time": [
    answer(429, { "retry-after": "2" }),
    answer(500),
    answer(429, { "retry-after-ms": "5" }),
    answer(500),
  ],
};

/** A client whose server gives these answers, one after the other. */
function clientOf(Library, answers, maxRetries, sent) {
  const fetch = async (_, { headers }) => {
    sent.push(headers.get("x-stainless-retry-count"));
    const { error, status, headers: given } = answers[Math.min(sent.length, answers.length) - 1];
    if (error) throw error;
    const body = status === 200 ? "{}" : '{"error":{"message":"m"}}';
    return new Response(body, {
      status,
      headers: { ...given, "content-type": "application/json" },
    });
  };
  // Nor does anything look in on a body that is being read.
  return new Library({ apiKey: "k", fetch, maxRetries, timeout: 777_777, idleTimeout: 0 });
}

/** What both do with these answers. */
async function run(mock, answers, maxRetries, chance) {
  const runs = [];
  for (const { Library } of Object.values(LIBRARIES)) {
    const sent = [];
    const client = clientOf(Library, answers, maxRetries, sent);
    const clock = fakeClock(mock, chance);
    const result = await client.get("/anything").catch((error) => error.constructor.name);
    mock.restoreAll();
    runs.push({ result, sent, waits: clock.waits });
  }
  return runs;
}

// The first call sets a timer of its own, for the engine.
for (const { Library } of Object.values(LIBRARIES)) {
  await clientOf(Library, [ok], 0, []).get("/anything");
}

test("the clock sees the waits", async ({ mock }) => {
  const [theirs, ours] = await run(
    mock,
    [answer(500), answer(429, { "retry-after": "3" }), ok],
    2,
    0.5,
  );
  const expected = { result: {}, sent: ["0", "1", "2"], waits: [437.5, 3_000] };
  assert.deepEqual(ours, expected);
  assert.deepEqual(theirs, expected);
});

for (const [name, answers] of Object.entries(schedules)) {
  for (const [maxRetries, chance] of [
    [6, 0.25],
    [1, 0.999],
    [0, 0],
  ]) {
    test(`${name}; at most ${maxRetries} times`, async ({ mock }) => {
      const [theirs, ours] = await run(mock, answers, maxRetries, chance);
      assert.deepEqual(ours, theirs);
    });
  }
}
