/** Whatever a stream holds and however it is cut, its chunks are what `JSON.parse` makes of it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { Stream } from "brivionix";

/** Each with an engine of its own. */
const STREAMS = { brivionix: 100_000, "brivionix/core": 20_000 };
const PART = 20_000;

for (const [entry, count] of Object.entries(STREAMS)) {
  const parts = count / PART;
  for (let seed = 1; seed <= parts; seed++) {
    test(`random streams by ${entry}, part ${seed} of ${parts}`, async () => {
      const script = new URL("./support/compare-streams.mjs", import.meta.url);
      const worker = new Worker(script, { workerData: { entry, seed, streams: PART } });
      const [compared] = await once(worker, "message");
      assert.equal(compared, PART);
    });
  }
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
