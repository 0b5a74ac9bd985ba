/**
 * How much of Node's heap a stream leaves behind once it is collected. Run with `--expose-gc`;
 * prints JSON: bytes per stream by mode and consumer.
 */
import { prepare } from "../harness/prepare.mjs";
import { median } from "../harness/statistics.mjs";

const CONSUMERS = ["floor", "hand", "eventsource-parser", "openai", "ai-sdk", "brivionix"];
const CORPORA = { text: "text", chunks: "text", final: "tools" };
const COUNT = 2000;
const WARMUPS = 2;
const ROUNDS = 7;

const growth = {};
for (const [mode, corpus] of Object.entries(CORPORA)) {
  const spec = { mode, corpus, feed: "16k", count: COUNT, consumers: CONSUMERS };
  growth[mode] = {};
  for (const [name, { run }] of Object.entries(await prepare(spec))) {
    growth[mode][name] = await growthOf(run);
  }
}
console.log(JSON.stringify(growth));

async function growthOf(run) {
  const samples = [];
  for (let round = 0; round < WARMUPS + ROUNDS; round++) {
    const before = await collected();
    await run();
    const after = await collected();
    if (round >= WARMUPS) samples.push(after - before);
  }
  return median(samples);
}

/** Bytes in use after a collection, buffers outside the heap included. */
async function collected() {
  // Streams let go of their parts in later tasks.
  await new Promise((resolve) => setTimeout(resolve, 5));
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
