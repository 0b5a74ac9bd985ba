/** What is no answer, in place of one, compared with `openai`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { collect, differential, echo } from "../support/differential.mjs";

const { compare } = differential();

const calls = {
  "a completion": (client) => client.chat.completions.create(echo()),
  "a stream": async (client) =>
    collect(await client.chat.completions.create(echo("", { stream: true }))),
};

const answers = {
  "a page": { body: "<html>secret</html>", type: "text/html", says: /got text\/html\./ },
  "bytes without a type": { body: new TextEncoder().encode("secret"), says: /got untyped data\./ },
  nothing: { body: "", says: /got nothing\./ },
  "no content": { body: null, status: 204, says: /got nothing\./ },
};

for (const [call, run] of Object.entries(calls)) {
  for (const [answer, { body, type, status = 200, says }] of Object.entries(answers)) {
    test(`${answer} in place of ${call}`, async () => {
      const headers = { "x-request-id": "req_1", ...(type && { "content-type": type }) };
      await compare({
        options: { fetch: async () => new Response(body, { status, headers }) },
        run,
        better: {
          why: "openai takes it for an answer without chunks, a text or null",
          check({ ours: { error } }) {
            assert.equal(error.constructor.name, "APIError");
            assert.equal(error.status, status);
            assert.equal(error.requestID, "req_1");
            assert.match(error.message, says);
          },
        },
      });
    });
  }
}

test("a stream that is closed too early tells the request id", async () => {
  const headers = { "x-request-id": "req_1", "content-type": "text/event-stream" };
  await compare({
    options: { fetch: async () => new Response('data: {"choices":[]}\n\n', { headers }) },
    run: calls["a stream"],
    better: {
      why: "openai takes it for a whole answer",
      check({ ours: { error } }) {
        assert.equal(error.constructor.name, "APIConnectionError");
        assert.equal(error.requestID, "req_1");
      },
    },
  });
});
