/** A case made ready to run: its reads, its consumers, and the proof that all do the same. */
import { CONSUMERS } from "../consumers/index.mjs";
import { makeCorpus } from "./corpus.mjs";
import { FEEDS, serve } from "./feed.mjs";

/** The AI SDK takes so long that it gets a tenth; times are per event. */
const SHARES = { "ai-sdk": 0.1 };

/** Consumers of the case that can do its mode, by name: `{ run, count, bytes }`. */
export async function prepare({ mode, corpus, feed, count, consumers }) {
  const streams = new Map();
  const prepared = {};
  for (const name of consumers) {
    const share = Math.ceil(count * (SHARES[name] ?? 1));
    if (!streams.has(share)) streams.set(share, makeStream(corpus, feed, share));
    const stream = streams.get(share);
    const run = CONSUMERS[name](stream.fetch)[mode];
    if (!run) continue;
    if (name !== "floor") verify(name, mode, await run(), stream.expected[mode]);
    prepared[name] = { run, count: share, bytes: stream.bytes };
  }
  return prepared;
}

function makeStream(corpus, feed, count) {
  const { events, expected } = makeCorpus(corpus, count);
  const reads = FEEDS[feed](events);
  const bytes = reads.reduce((sum, read) => sum + read.length, 0);
  return { fetch: serve(reads), bytes, expected };
}

function verify(name, mode, result, expected) {
  const got = mode === "final" ? pick(result) : result;
  if (JSON.stringify(got) === JSON.stringify(expected)) return;
  const excerpt = (value) => JSON.stringify(value)?.slice(0, 400);
  throw new Error(`${name} got ${mode} wrong: ${excerpt(got)} and not ${excerpt(expected)}`);
}

/** What a completion has to say, without what clients add of their own. */
function pick({ id, model, choices, usage }) {
  const [{ message, finish_reason }] = choices;
  const tool_calls = (message.tool_calls ?? []).map((call) => {
    const { name, arguments: text } = call.function;
    return { id: call.id, type: call.type, function: { name, arguments: text } };
  });
  const { role, content } = message;
  return { id, model, role, content, tool_calls, finish_reason, usage };
}
