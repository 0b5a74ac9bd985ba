/** What is sent again and how often, compared with `openai`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { collect, differential, echo, simulate } from "../support/differential.mjs";

const { compare } = differential();

let ids = 0;
/** Options of a call whose first `times` attempts meet a fault. */
const failFirst = (times, fault) => {
  ids += 1;
  return simulate(`${fault};times=${times};id=${ids}`);
};
/** Both libraries need a counter of their own. */
const chat = (times, fault, options) => (client) =>
  client.chat.completions
    .create(echo(), { ...failFirst(times, fault), ...options })
    .then(({ choices }) => choices[0].message.content);

const withoutFault = (requests) =>
  requests.map(({ headers: { "x-simulate": _, ...headers }, ...rest }) => ({ ...rest, headers }));

const scenarios = {
  "the same request is sent again": { options: { maxRetries: 2 }, run: chat(2, "503;retry=ms:1") },
  "as often as the call says": {
    options: { maxRetries: 5 },
    run: chat(9, "503;retry=ms:1", { maxRetries: 1 }),
  },
  "not at all where the call says so": {
    options: { maxRetries: 5 },
    run: chat(9, "503;retry=ms:1", { maxRetries: 0 }),
  },
  "twice where nobody says anything": {
    options: { maxRetries: undefined },
    run: chat(9, "429;retry=ms:1"),
  },
  "after a reset connection": { options: { maxRetries: 1 }, run: chat(1, "refuse") },
  "a stream before its first byte": {
    options: { maxRetries: 2 },
    async run(client) {
      const params = echo("a b", { stream: true });
      const chunks = await client.chat.completions.create(params, failFirst(1, "500;retry=ms:1"));
      return (await collect(chunks)).length;
    },
  },
  "never a stream that has begun": {
    options: { maxRetries: 5 },
    async run(client) {
      const params = echo("a b", { stream: true });
      const chunks = await client.chat.completions.create(params, simulate("drop;after=1"));
      const seen = [];
      const failed = await (async () => {
        for await (const chunk of chunks) seen.push(chunk);
      })().catch(() => true);
      return [seen.length, failed];
    },
  },
  "a key for every attempt": {
    options: () => {
      let calls = 0;
      return { maxRetries: 2, apiKey: async () => `sk-${++calls}` };
    },
    run: chat(2, "503;retry=ms:1"),
  },
  "a key function is not asked where the call authenticates": {
    options: () => ({ apiKey: async () => assert.fail("asked") }),
    run: (client) => client.models.list({ headers: { authorization: "Bearer own" } }),
    better: {
      why: "openai asks and throws the key away",
      check: ({ ours }) => assert.equal(ours.error, undefined),
    },
  },
  "a body that is a stream is sent once": {
    options: { maxRetries: 5 },
    run: (client) => {
      const body = new Blob(["streamed"]).stream();
      const options = failFirst(9, "503;retry=ms:1");
      return client.post("/anything", { ...options, body });
    },
  },
  "a form is sent again": {
    options: { maxRetries: 1 },
    run: (client) => {
      const body = new URLSearchParams({ a: "1" });
      return client.post("/models", { ...failFirst(1, "503;retry=ms:1"), body }).catch(() => {});
    },
  },
};

for (const [name, scenario] of Object.entries(scenarios)) {
  test(name, () => compare({ ...scenario, requests: withoutFault }));
}

test("a date to come back at is waited for", async () => {
  await compare({
    options: { maxRetries: 1 },
    requests: (requests) => requests.length,
    run: async (client, { simulator }) => {
      await client.models.list(failFirst(1, "429;retry=date:2"));
      const [first, second] = await simulator.requests();
      // Dates have no milliseconds.
      return second.at_ms - first.at_ms > 900;
    },
  });
});
