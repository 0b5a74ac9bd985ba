/** Bodies that end or break at each byte in turn, through every way to read a stream. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "brivionix";
import { BODY, COMPLETION, comesTo, PARAMS } from "./faults/answer.mjs";
import { BY_CHUNK, PassedOn, ran, streamed, WHOLE_ONLY } from "./faults/consumers.mjs";

const BROKEN = new Error("socket hang up");

/** A body of these reads, which then ends or breaks. */
function makeBody(reads, breaks) {
  const rest = [...reads];
  return new ReadableStream({
    pull(controller) {
      const read = rest.shift();
      if (read) controller.enqueue(read);
      else if (breaks) controller.error(BROKEN);
      else controller.close();
    },
  });
}

/** A client whose server answers so, and how often it was asked. */
function serve(reads, breaks, type) {
  const served = { requests: 0 };
  const fetch = async () => {
    served.requests += 1;
    return new Response(makeBody(reads, breaks), { headers: { "content-type": type } });
  };
  served.client = new OpenAI({ apiKey: "k", baseURL: "http://x.invalid/v1", fetch });
  return served;
}

async function run(consume, open) {
  const got = { chunks: 0, text: "" };
  try {
    await consume(got, await open());
    return { got };
  } catch (error) {
    return { got, error };
  }
}

function check(name, { got, error }, sent, breaks) {
  const expected = comesTo(sent);
  if (breaks ? expected.isDone : expected.isWhole) assert.equal(error, undefined);
  else if (name === "toResponse()") {
    assert.equal(error?.constructor, PassedOn, error);
    assert.match(error.message, breaks ? /broke before/ : /closed before/);
  } else {
    assert.equal(error?.constructor, OpenAI.APIConnectionError, error);
    const causes = [error.cause, error.cause?.cause];
    if (breaks) assert.ok(causes.includes(BROKEN), "the cause is lost");
    if (WHOLE_ONLY.has(name)) expected.text = "";
  }
  assert.equal(got.text, expected.text);
  if (BY_CHUNK.has(name)) assert.equal(got.chunks, expected.chunks);
}

const byCreate = (client) => client.chat.completions.create({ ...PARAMS, stream: true });
const byStream = (client) => client.chat.completions.stream(PARAMS);
const consumers = [
  ...Object.entries(streamed).map(([name, consume]) => [name, consume, byCreate]),
  ...Object.entries(ran).map(([name, consume]) => [name, consume, byStream]),
];

for (const [name, consume, open] of consumers) {
  for (const breaks of [false, true]) {
    test(`${name}: a stream that ${breaks ? "breaks" : "ends"} at any byte`, async () => {
      for (let at = 0; at <= BODY.length; at++) {
        const sent = BODY.subarray(0, at);
        const ways = [at > 0 ? [sent] : []];
        if (at % 8 === 0) ways.push(Array.from(sent, (byte) => Uint8Array.of(byte)));
        for (const reads of ways) {
          const served = serve(reads, breaks, "text/event-stream");
          const result = await run(consume, () => open(served.client));
          try {
            check(name, result, sent, breaks);
            assert.equal(served.requests, 1, "what has begun is not asked for again");
          } catch (error) {
            error.message = `at byte ${at} of ${BODY.length}: ${error.message}`;
            throw error;
          }
        }
      }
    });
  }
}

test("a completion that ends or breaks at any byte is an error, and asked for once", async () => {
  const bytes = new TextEncoder().encode(JSON.stringify(COMPLETION));
  for (const breaks of [false, true]) {
    for (let at = 0; at < bytes.length; at++) {
      const served = serve(at > 0 ? [bytes.subarray(0, at)] : [], breaks, "application/json");
      const error = await served.client.chat.completions.create(PARAMS).catch((error) => error);
      const Class = breaks ? OpenAI.APIConnectionError : OpenAI.APIError;
      assert.equal(error.constructor, Class, `byte ${at}`);
      if (breaks) assert.equal(error.cause, BROKEN);
      assert.equal(served.requests, 1);
    }
  }
});
