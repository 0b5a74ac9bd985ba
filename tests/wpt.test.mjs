/** The event-stream cases of the web-platform-tests; see `tests/wpt/README.md`. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import OpenAI, { Stream } from "brivionix";

const cases = JSON.parse(readFileSync(new URL("./wpt/format.json", import.meta.url), "utf8"));

/** What reading `reads` as a stream comes to: the chunks, and the error at the end. */
async function run(reads, type) {
  const body = new ReadableStream({
    start(controller) {
      for (const read of reads) controller.enqueue(read);
      controller.close();
    },
  });
  const response = new Response(body, { headers: { "content-type": type } });
  const chunks = [];
  try {
    const stream = Stream.fromSSEResponse(response, new AbortController());
    for await (const chunk of stream) chunks.push(chunk);
    return { chunks };
  } catch (error) {
    return { chunks, error };
  }
}

for (const { name, type = "text/event-stream", stream, events, json } of cases) {
  test(`${name}, whole and cut at every byte`, async () => {
    const text = (json?.stream ?? stream).replaceAll("{2048 x}", "x".repeat(2048));
    const expected = json?.chunks ?? events.map(([, data]) => JSON.parse(data));
    const bytes = new TextEncoder().encode(text);
    const cuts = Array.from(bytes, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]);
    const bytewise = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
    for (const reads of [[bytes], bytewise, ...cuts]) {
      const { chunks, error } = await run(reads, type);
      assert.deepEqual(chunks, expected);
      assert.equal(error?.constructor, OpenAI[json?.error]);
    }
  });
}
