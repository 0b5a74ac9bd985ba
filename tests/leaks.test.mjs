/** What is left of a thousand streams that were not read to their end: nothing. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { systemNode } from "./support/process.mjs";
import { startSimulator } from "./support/simulator.mjs";
import { until } from "./support/until.mjs";

const script = fileURLToPath(new URL("fixtures/aborted-streams.mjs", import.meta.url));

/** Streams in a round. The first round is for warming up, and a thousand follow. */
const ROUND = 250;
const ROUNDS = 5;

/** What is noise: a kilobyte for each stream. A response that is kept takes several. */
const MOST_HEAP_GROWTH = 1_000_000;
const MOST_WASM_GROWTH = 4 * 65_536;

/** How each way of leaving a stream may end. */
const ENDINGS = {
  "abort before the headers": ["APIUserAbortError"],
  "abort of a completion": ["APIUserAbortError"],
  "abort at any time": ["APIUserAbortError", "ends"],
  "a timeout": ["APIConnectionTimeoutError"],
  silence: ["APIConnectionTimeoutError"],
  "a break in the connection": ["APIConnectionError"],
  "an error in the stream": ["APIError"],
};

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator?.stop());

for (const node of [process.execPath, systemNode]) {
  test(`${node}: a thousand streams leave nothing behind`, async () => {
    const before = await simulator.stats();
    // It hangs, and fails, where a timer or a socket is left.
    const { stdout, stderr } = await promisify(execFile)(
      node,
      ["--expose-gc", script, simulator.url, ROUNDS, ROUND].map(String),
      { timeout: 240_000 },
    );
    const { endings, heap, wasm, ...left } = JSON.parse(stdout);
    assert.deepEqual(left, { unhandled: [], warnings: [], timers: 0, listeners: 0 });
    assert.equal(stderr, "");
    assert.ok(heap.at(-1) - heap[0] < MOST_HEAP_GROWTH, `heap: ${heap}`);
    assert.ok(wasm.at(-1) - wasm[0] <= MOST_WASM_GROWTH, `wasm: ${wasm}`);
    for (const [name, counts] of Object.entries(endings)) {
      const allowed = ENDINGS[name] ?? ["ends"];
      assert.ok(
        Object.keys(counts).every((ending) => allowed.includes(ending)),
        `${name}: ${JSON.stringify(counts)}`,
      );
    }
    await until(async () => {
      const { open_streams, open_connections, cancelled_streams } = await simulator.stats();
      // One connection is that of this very question.
      return (
        open_streams === 0 && open_connections <= 1 && cancelled_streams > before.cancelled_streams
      );
    });
  });
}
