/** What is measured: which mode on which corpus in which reads, by whom. */

export const CONSUMER_NAMES = [
  "floor",
  "hand",
  "eventsource-parser",
  "openai",
  "ai-sdk",
  "brivionix",
];
const FEW = ["hand", "openai", "brivionix"];
const TWO = ["hand", "brivionix"];
const MISSES = ["miss-logprobs", "miss-usage", "miss-created", "miss-order"];
const DEFAULT_CORPUS = { text: "text", chunks: "text", final: "tools" };

export const MODES = ["text", "chunks", "final"];
const MAIN = MODES.flatMap((mode) => {
  return list(mode, DEFAULT_CORPUS[mode], ["1-per-read", "16k", "7-byte"], CONSUMER_NAMES);
});
const FURTHER = [
  ...list("text", "long", ["16k", "7-byte"], FEW),
  ...list("chunks", "long", ["16k", "7-byte"], FEW),
  // What parses every chunk takes the same time in all modes, so that the slow ones run in one.
  ...MISSES.flatMap((corpus) =>
    MODES.flatMap((mode) => {
      return list(mode, corpus, ["1-per-read", "16k"], mode === "chunks" ? FEW : TWO);
    }),
  ),
];

function list(mode, corpus, feeds, consumers) {
  return feeds.map((feed) => {
    const key = corpus === DEFAULT_CORPUS[mode] ? `${mode}/${feed}` : `${mode}/${corpus}/${feed}`;
    return { key, mode, corpus, feed, count: countOf(corpus, feed), consumers };
  });
}

/** What takes long, or comes in many variants, is measured on fewer events: they tell as much. */
function countOf(corpus, feed) {
  if (corpus === "long") return feed === "7-byte" ? 6 : 100;
  if (feed === "7-byte") return 1000;
  return corpus.startsWith("miss") ? 5000 : 20_000;
}

/** The cases that the command line asks for. */
export function selectCases({ modes, corpora, consumers, quick }) {
  const wanted = quick && !corpora ? MAIN : [...MAIN, ...FURTHER];
  return wanted
    .filter(
      ({ mode, corpus }) => (modes?.includes(mode) ?? true) && (corpora?.includes(corpus) ?? true),
    )
    .map((spec) => ({
      ...spec,
      count: quick ? Math.max(6, spec.count / 4) : spec.count,
      consumers: consumers
        ? CONSUMER_NAMES.filter((name) => consumers.includes(name))
        : spec.consumers.filter((name) => !quick || name !== "ai-sdk"),
    }));
}
