/** The command line of the benches. */
import { parseArgs } from "node:util";
import { CONSUMER_NAMES, MODES } from "./harness/cases.mjs";
import { CORPUS_NAMES } from "./harness/corpus.mjs";
import { RUNTIME_NAMES } from "./runtimes/index.mjs";

export const USAGE = `node benches/run.mjs [options]

  --only node,chromium,workerd   runtimes (default: all)
  --mode text,chunks,final       what is done with a stream (default: all)
  --corpus NAME,...              streams, see harness/corpus.mjs (default: all)
  --consumer NAME,...            clients, see consumers/index.mjs (default: all)
  --part speed,cold,memory,sizes what is measured (default: all; speed, where streams are chosen)
  --rounds N                     rounds that count (default: 7)
  --quick                        speed and size only: main cases, short streams, 5 rounds
  --add                          keep what the last run measured and this one does not
  --report                       measure nothing: report the last run again
  --save                         write the report to benches/RESULTS.md and the README
  --check                        fail where something is below benches/floors.json
`;

export const PARTS = ["speed", "sizes", "cold", "memory"];

const list = { type: "string", multiple: true };
const flag = { type: "boolean", default: false };

export function readArguments() {
  const { values } = parseArgs({
    options: {
      only: list,
      mode: list,
      corpus: list,
      consumer: list,
      part: list,
      rounds: { type: "string" },
      quick: flag,
      add: flag,
      report: flag,
      save: flag,
      check: flag,
      help: flag,
    },
  });
  const filters = {
    modes: namesAmong(MODES, values.mode),
    corpora: namesAmong(CORPUS_NAMES, values.corpus),
    consumers: namesAmong(CONSUMER_NAMES, values.consumer),
  };
  return {
    ...values,
    filters: { ...filters, quick: values.quick },
    parts: values.report ? [] : (namesAmong(PARTS, values.part) ?? usualParts(filters, values)),
    runtimes: namesAmong(RUNTIME_NAMES, values.only) ?? RUNTIME_NAMES,
    rounds: Number(values.rounds ?? (values.quick ? 5 : 7)),
  };
}

function usualParts(filters, { quick }) {
  // Who asks for certain streams wants their speed alone.
  if (Object.values(filters).some((filter) => filter !== undefined)) return ["speed"];
  return quick ? ["speed", "sizes"] : PARTS;
}

function namesAmong(known, texts) {
  const names = texts?.flatMap((text) => text.split(","));
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown === undefined) return names;
  throw new Error(`there is no ${unknown}, only ${known.join(", ")}`);
}
