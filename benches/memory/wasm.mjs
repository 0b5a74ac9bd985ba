/**
 * Whether the engine's wasm memory stays as it is: one stream of a million chunks, and a thousand
 * streams of a thousand, left half-way every other time. Prints JSON: bytes by moment.
 */

import { makeCorpus } from "../harness/corpus.mjs";
import { FEEDS, serve } from "../harness/feed.mjs";
import { engine } from "../soak/engine-watch.js";

// Imported late, for its instance to be seen.
const { default: OpenAI } = await import("brivionix");

const MODEL = { model: "m", messages: [], stream: true };
const THOUSAND = 1000;

const { events } = makeCorpus("text", THOUSAND);
const cut = FEEDS["16k"];
const whole = cut(events);
const [end, deltas] = [cut(events.slice(-3)), cut(events.slice(0, -3))];

/** Counts the chunks of a stream, up to a limit. */
async function read(reads, limit = Number.POSITIVE_INFINITY) {
  const client = new OpenAI({
    apiKey: "k",
    baseURL: "http://bench.invalid/v1",
    fetch: serve(reads),
  });
  let count = 0;
  for await (const _ of await client.chat.completions.create(MODEL)) {
    if (++count === limit) break;
  }
  return count;
}

function bytes() {
  const { decoders, wasm } = engine.sample();
  if (wasm === undefined) throw new Error("the package made no wasm memory");
  if (decoders > 0) throw new Error(`${decoders} decoders are left`);
  return wasm;
}

await read(whole);
const first = bytes();
const repeats = Math.ceil((THOUSAND * THOUSAND) / (events.length - 3));
// The same bytes again and again: as one array they would take hundreds of megabytes.
const chunks = await read([...Array.from({ length: repeats }, () => deltas).flat(), ...end]);
const long = bytes();
for (let turn = 0; turn < THOUSAND; turn++) await read(whole, turn % 2 ? THOUSAND / 2 : undefined);
console.log(JSON.stringify({ chunks, first, long, many: bytes() }));
