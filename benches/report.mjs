/** The report, in Markdown. */
import { median, ratio } from "./harness/statistics.mjs";

export function renderReport({ machine, speed }) {
  return [renderMachine(machine, speed), renderSpeed(speed)].join("\n\n");
}

function renderMachine({ date, cpu, cores, versions }, speed) {
  const runtimes = new Map(speed.map(({ runtime, version }) => [runtime, version]));
  const used = [...runtimes, ...Object.entries(versions)];
  return [
    "# Benchmark results",
    "",
    `${date}, ${cpu}, ${cores} cores; ${used.map((pair) => pair.join(" ")).join(", ")}.`,
    "[README.md](README.md) tells what is measured and how to read it.",
  ].join("\n");
}

function renderSpeed(speed) {
  const runtimes = [...new Set(speed.map(({ runtime }) => runtime))];
  return runtimes
    .map((name) =>
      renderRuntime(
        name,
        speed.filter(({ runtime }) => runtime === name),
      ),
    )
    .join("\n\n");
}

function renderRuntime(name, cases) {
  const { unit = "time" } = cases[0];
  return table(`Speed in ${name} (${unit} per event)`, [
    ["mode/feed", "consumer", "µs/event", "MB/s", "× over openai", "× over hand"],
    ...cases.flatMap(({ key, rows }) => {
      return Object.entries(rows).map(([consumer, row]) => [key, consumer, ...cells(row, rows)]);
    }),
  ]);
}

function cells(row, rows) {
  const micros = median(row.samples);
  const over = (base) => (rows[base] ? `${digits(ratio(rows[base].samples, row.samples))}` : "–");
  return [digits(micros), digits(row.bytesPerEvent / micros), over("openai"), over("hand")];
}

/** Three significant digits. */
function digits(number) {
  if (number >= 100) return number.toFixed(0);
  return number.toFixed(number >= 10 ? 1 : number >= 1 ? 2 : 3);
}

function table(title, [head, ...rows]) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = line(head.map((_, column) => (column < 2 ? "---" : "---:")));
  return [`## ${title}`, "", line(head), rule, ...rows.map(line)].join("\n");
}
