/** The report, in Markdown. */
import { median, ratio } from "./harness/statistics.mjs";
import { renderTable } from "./table.mjs";
import { verdicts } from "./verdicts.mjs";

export function renderReport(results) {
  const { machine, speed, cold, sizes, memory, failures } = results;
  const sections = [
    renderMachine(machine, speed),
    failures.length > 0 && renderFailures(failures),
    renderVerdicts(results),
    speed.length > 0 && renderSummary(speed),
    sizes && renderSizes(sizes),
    cold && renderCold(cold),
    memory && renderMemory(memory),
    ...namesOf(speed).map((name) => renderRuntime(name, casesIn(speed, name))),
  ];
  return `${sections.filter(Boolean).join("\n\n")}\n`;
}

function renderMachine({ date, cpu, cores, versions }, speed) {
  const runtimes = new Map(speed.map(({ runtime, version }) => [runtime, version]));
  const used = { ...versions, ...Object.fromEntries(runtimes) };
  const list = Object.entries(used).map((pair) => pair.join(" "));
  return [
    "# Benchmark results",
    `${date}, ${cpu}, ${cores} cores; ${list.join(", ")}.`,
    "[README.md](README.md) tells what is measured and how to read it.",
  ].join("\n\n");
}

function renderFailures(failures) {
  return ["## Not measured", "", ...failures.map((failure) => `- ${failure}`)].join("\n");
}

/** The targets. Where one is for several results, the worst of them stands for all. */
function renderVerdicts(results) {
  const rows = verdicts(results).map(({ target, key, value, bound, least, met }) => {
    const name = key === target || key === undefined ? target : `${target}; worst: ${key}`;
    const verdict = met === undefined ? "not measured" : met ? "met" : "**not met**";
    return [
      name.replaceAll("*", "\\*").replaceAll("\\*\\*", "**"),
      `${least ? "≥" : "≤"} ${bound}`,
      value === undefined ? "–" : digits(value),
      verdict,
    ];
  });
  const count = rows.filter(([, , , verdict]) => verdict === "met").length;
  const title = `Targets: ${count} of ${rows.length} met`;
  return renderTable(title, ["runtime/mode/feed over client", "target", "measured", ""], rows);
}

/** How often as fast as `openai` and as a loop by hand, everywhere. */
function renderSummary(speed) {
  const names = namesOf(speed);
  const columns = names.flatMap((name) => [`${name}: × over openai`, `× over hand`]);
  const keys = [...new Set(speed.map(({ key }) => key))];
  const rows = keys.map((key) => {
    const cells = names.flatMap((name) => {
      const found = casesIn(speed, name).find((result) => result.key === key);
      return [over(found?.rows, "openai"), over(found?.rows, "hand")];
    });
    return [key, ...cells];
  });
  return renderTable("Speed of brivionix", ["mode/feed", ...columns], rows);
}

/** One line about a case. */
export function describeCase({ rows }) {
  const times = Object.entries(rows).map(([name, { samples }]) => {
    return `${name} ${digits(median(samples))}`;
  });
  return `µs/event: ${times.join(", ")}; × over openai ${over(rows, "openai")}, hand ${over(rows, "hand")}`;
}

/** How often as fast as another client; a dash where one of them was not measured. */
export function over(rows, base, name = "brivionix") {
  if (!rows?.[base] || !rows[name]) return "–";
  return digits(ratio(rows[base].samples, rows[name].samples));
}

function renderRuntime(name, cases) {
  const head = [
    "mode/feed",
    "consumer",
    "µs/event",
    "CPU µs/event",
    "MB/s",
    "× over openai",
    "× over hand",
  ];
  const rows = cases.flatMap(({ key, rows }) => {
    return Object.entries(rows).map(([consumer, row]) => {
      const micros = median(row.samples);
      const cpu = row.cpu ? digits(median(row.cpu)) : "–";
      const speeds = [digits(micros), cpu, digits(row.bytesPerEvent / micros)];
      return [
        key,
        consumer,
        ...speeds,
        over(rows, "openai", consumer),
        over(rows, "hand", consumer),
      ];
    });
  });
  return renderTable(`All times in ${name} (${cases[0].unit ?? "time"} per event)`, head, rows);
}

function renderSizes(sizes) {
  const rows = Object.entries(sizes).map(([name, { raw, gzip, brotli }]) => [
    name,
    raw,
    gzip,
    brotli,
  ]);
  return renderTable("Bytes that a page downloads", ["", "raw", "gzip -9", "brotli -11"], rows);
}

function renderCold(cold) {
  const rows = Object.entries(cold).flatMap(([runtime, clients]) => {
    return Object.entries(clients).map(([name, samples]) => {
      return [runtime, name, startOf(samples, "ready"), startOf(samples, "end")];
    });
  });
  const head = ["", "consumer", "to the first request", "to the end of 400 tokens"];
  return renderTable("Cold start, ms from before the import", head, rows);
}

/** The median time until a moment of a cold start, in ms. */
export function startOf(samples, moment) {
  return samples ? digits(median(samples.map((sample) => sample[moment]))) : "–";
}

function renderMemory({ heap, wasm }) {
  return [heap && renderHeap(heap), wasm && renderWasm(wasm)].filter(Boolean).join("\n\n");
}

function renderHeap(heap) {
  const names = Object.keys(heap.text);
  const rows = names.map((name) => {
    return [name, ...Object.values(heap).map((mode) => (name in mode ? mode[name] : "–"))];
  });
  const head = ["", ...Object.keys(heap)];
  return renderTable("Bytes of heap that a stream leaves behind (Node)", head, rows);
}

function renderWasm({ first, long, many, chunks }) {
  return (
    `The wasm memory of brivionix: ${first} bytes after the first stream, ${long} after one ` +
    `of ${chunks} chunks, ${many} after 1000 more streams.`
  );
}

function namesOf(speed) {
  return [...new Set(speed.map(({ runtime }) => runtime))];
}

function casesIn(speed, name) {
  return speed.filter(({ runtime }) => runtime === name);
}

/** Three significant digits. */
function digits(number) {
  if (number >= 100) return number.toFixed(0);
  return number.toFixed(number >= 10 ? 1 : number >= 1 ? 2 : 3);
}
