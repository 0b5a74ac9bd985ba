/**
 * Compares random streams with what `JSON.parse` makes of them. A worker, because the test runner
 * follows every promise of its own thread, which takes as long as all the rest.
 */
import assert from "node:assert/strict";
import { parentPort, workerData } from "node:worker_threads";
import { makeRandom } from "../../benches/harness/random.mjs";
import { makeReads, makeStream } from "./streams.mjs";

const { entry, seed, streams } = workerData;
const { default: OpenAI, Stream } = await import(entry);

function open(reads) {
  const body = new ReadableStream({
    pull(controller) {
      for (const read of reads) controller.enqueue(read);
      controller.close();
    },
  });
  return Stream.fromSSEResponse(
    new Response(body, { headers: { "content-type": "text/event-stream" } }),
    new AbortController(),
  );
}

/** What a stream's error says of its end. */
function endOf(error) {
  if (error === undefined) return "done";
  if (error instanceof OpenAI.APIConnectionError) return "cut off";
  if (error instanceof OpenAI.APIError) return "api error";
  assert.ok(error instanceof OpenAI.OpenAIError, error);
  return "not json";
}

/** Hands each item to `take`; resolves to how the iteration ended. */
async function consume(items, take) {
  try {
    for await (const item of items) take(item);
    return "done";
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return endOf(error);
  }
}

/** Checks that no other chunk holds a part of this one, and spoils every part of it. */
function spoil(value, seen) {
  if (typeof value !== "object" || value === null) return;
  assert.ok(!seen.has(value), "a part belongs to one chunk only");
  seen.add(value);
  for (const key of Object.keys(value)) {
    spoil(value[key], seen);
    delete value[key];
  }
  value.spoilt = true;
}

async function checkChunks(reads, { chunks, end }) {
  let at = 0;
  const seen = new Set();
  const ended = await consume(open(reads), (chunk) => {
    const expected = chunks[at++]?.value;
    assert.deepEqual(chunk, expected);
    // The order of keys, which the line above does not look at.
    assert.equal(JSON.stringify(chunk), JSON.stringify(expected));
    spoil(chunk, seen);
  });
  assert.deepEqual([at, ended], [chunks.length, end]);
}

async function checkText(reads, { text, end }) {
  let joined = "";
  const ended = await consume(open(reads).text(), (piece) => {
    joined += piece;
  });
  assert.deepEqual([joined, ended], [text, end]);
}

const random = makeRandom(seed);
let at = 0;
for (; at < streams; at++) {
  const stream = makeStream(random);
  try {
    await checkChunks(makeReads(random, stream.body), stream);
    await checkText(makeReads(random, stream.body), stream);
  } catch ({ message }) {
    const body = stream.body.toString("latin1");
    throw new Error(`${message}\nin stream ${at} of seed ${seed}: ${body}`);
  }
}
parentPort.postMessage(at);
