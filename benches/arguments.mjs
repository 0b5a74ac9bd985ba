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
  --rounds N                     rounds that count (default: 9)
  --quick                        speed and size only: main cases, short streams, 5 rounds
  --save                         write the report to benches/RESULTS.md as well
  --check                        fail where something is below benches/floors.json
`;

const list = { type: "string", multiple: true };
const flag = { type: "boolean", default: false };

export function readArguments() {
  const { values } = parseArgs({
    options: {
      only: list,
      mode: list,
      corpus: list,
      consumer: list,
      rounds: { type: "string" },
      quick: flag,
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
    // Who asks for certain streams wants their speed alone.
    narrow: Object.values(filters).some((filter) => filter !== undefined),
    runtimes: namesAmong(RUNTIME_NAMES, values.only) ?? RUNTIME_NAMES,
    rounds: Number(values.rounds ?? (values.quick ? 5 : 9)),
  };
}

function namesAmong(known, texts) {
  const names = texts?.flatMap((text) => text.split(","));
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown === undefined) return names;
  throw new Error(`there is no ${unknown}, only ${known.join(", ")}`);
}
