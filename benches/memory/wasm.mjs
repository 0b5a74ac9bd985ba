/**
 * Whether the engine's wasm memory stays as it is: one stream of a million chunks, and a thousand
 * streams of a thousand, left half-way every other time. Prints JSON: bytes by moment.
 */

import { makeCorpus } from "../harness/corpus.mjs";
import { FEEDS, serve } from "../harness/feed.mjs";

const MODEL = { model: "m", messages: [], stream: true };
const THOUSAND = 1000;

// The package keeps its memory to itself, so it is caught where it is made.
const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = (...parts) => {
  const instance = new Instance(...parts);
  if (instance.exports.memory) memories.push(instance.exports.memory);
  return instance;
};
WebAssembly.Instance.prototype = Instance.prototype;
const { default: OpenAI } = await import("brivionix");

const { events } = makeCorpus("text", THOUSAND);
const [done, usage, finish, ...rest] = events.toReversed();
const deltas = rest.toReversed();

async function read(events, limit = Number.POSITIVE_INFINITY) {
  const client = new OpenAI({
    apiKey: "k",
    baseURL: "http://bench.invalid/v1",
    fetch: serve(FEEDS["16k"](events)),
  });
  let count = 0;
  for await (const _ of await client.chat.completions.create(MODEL)) {
    if (++count === limit) break;
  }
  return count;
}

const bytes = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

await read(events);
const first = bytes();
const million = Array.from({ length: THOUSAND }, () => deltas).flat();
const count = await read([...million, finish, usage, done]);
const long = bytes();
for (let turn = 0; turn < THOUSAND; turn++) await read(events, turn % 2 ? THOUSAND / 2 : undefined);
console.log(JSON.stringify({ chunks: count, first, long, many: bytes() }));
