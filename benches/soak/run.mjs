/** `cargo xtask soak`: prints a line a round, and in the end the table. */
import { parseArgs } from "node:util";
import { RUNTIMES } from "./runtimes.mjs";
import { soak } from "./soak.mjs";

const ROUNDS = 21;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "20" },
    runtime: { type: "string", multiple: true, default: Object.keys(RUNTIMES) },
    streams: { type: "string", default: "1000" },
  },
});
const count = Number(values.streams);
const ms = (Number(values.minutes) * 60_000) / ROUNDS;
const kB = (bytes) => `${Math.round(bytes / 1000).toLocaleString("en")} kB`;
const rows = [];
for (const name of values.runtime) {
  const start = Date.now();
  const tell = ({ ended, heap, wasm, decoders, mostDecoders }) =>
    console.log(
      `  ${name}: ${ended} calls, heap ${kB(heap)}, wasm ${kB(wasm)}, ` +
        `decoders ${decoders} (${mostDecoders} at most)`,
    );
  const samples = await soak(name, { count, rounds: ROUNDS, ms, tell });
  const of = (at) => `${kB(samples[at].heap)}, ${kB(samples[at].wasm)}`;
  const { ended, streams } = samples.at(-1);
  const minutes = ((Date.now() - start) / 60_000).toFixed(1);
  const [first, tenth, last] = [of(0), of(2), of(ROUNDS - 1)];
  rows.push([name, `${minutes} min`, ended, streams, first, tenth, last]);
}
const head = [
  "runtime",
  "time",
  "calls",
  "streams",
  "heap, wasm at the start",
  "after 10 %",
  "at the end",
];
for (const row of [head, head.map(() => "---"), ...rows]) console.log(`| ${row.join(" | ")} |`);
