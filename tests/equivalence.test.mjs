/** Whatever a stream holds and however it is cut, its chunks are what `JSON.parse` makes of it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { Stream } from "brivionix";

const STREAMS = 100_000;
const PARTS = 5;

for (let seed = 1; seed <= PARTS; seed++) {
  test(`random streams, part ${seed} of ${PARTS}`, async () => {
    const script = new URL("./support/compare-streams.mjs", import.meta.url);
    const streams = STREAMS / PARTS;
    const [compared] = await once(new Worker(script, { workerData: { seed, streams } }), "message");
    assert.equal(compared, streams);
  });
}

test("nesting may be as deep as JSON.parse takes it", async () => {
  const depth = 100_000;
  const deep = "[".repeat(depth) + "]".repeat(depth);
  const event = (text) =>
    `data: {"choices":[{"index":0,"delta":{"content":"${text}"}}],"x":${deep}}\n\n`;
  const body = `${event("a")}${event("b")}${event("c")}data: [DONE]\n\n`;
  const texts = [];
  for await (const chunk of Stream.fromSSEResponse(new Response(body), new AbortController())) {
    texts.push(chunk.choices[0].delta.content);
    let level = 0;
    for (let inner = chunk.x; inner; inner = inner[0]) level++;
    assert.equal(level, depth);
  }
  assert.deepEqual(texts, ["a", "b", "c"]);
});
