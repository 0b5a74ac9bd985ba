/** The benches. Progress goes to stderr, the report, which is Markdown, to stdout. */
import { writeFile } from "node:fs/promises";
import { readArguments, USAGE } from "./arguments.mjs";
import { check } from "./check.mjs";
import { measureCold } from "./cold/index.mjs";
import { selectCases } from "./harness/cases.mjs";
import { describeMachine } from "./machine.mjs";
import { renderReport } from "./report.mjs";
import { runScript } from "./runtimes/child.mjs";
import { openRuntime } from "./runtimes/index.mjs";
import { measureSizes } from "./sizes.mjs";

const options = readArguments();
if (options.help) {
  console.log(USAGE);
  process.exit();
}

const progress = (text) => console.error(`[${new Date().toISOString().slice(11, 19)}] ${text}`);

async function measureSpeed() {
  const cases = selectCases(options.filters);
  const results = [];
  for (const name of options.runtimes) {
    const runtime = await openRuntime(name);
    const { version, unit } = runtime;
    try {
      for (const spec of cases) {
        progress(`${name}: ${spec.key}, ${spec.count} events`);
        const rows = await runtime.measure(spec, { rounds: options.rounds, warmups: 2 });
        results.push({ runtime: name, version, unit, ...spec, rows });
      }
    } finally {
      await runtime.close();
    }
  }
  return results;
}

async function measureMemory() {
  progress("memory");
  const heap = await runScript("../memory/heap.mjs");
  return { heap, wasm: await runScript("../memory/wasm.mjs") };
}

async function measureStarts() {
  progress("cold start");
  return measureCold(options.runtimes);
}

const results = { machine: describeMachine(), speed: await measureSpeed() };
if (!options.narrow) results.sizes = await measureSizes();
if (!options.narrow && !options.quick) {
  results.cold = await measureStarts();
  if (options.runtimes.includes("node")) results.memory = await measureMemory();
}

const report = renderReport(results);
console.log(report);
if (options.save) await writeFile(new URL("RESULTS.md", import.meta.url), report);
if (options.check && !(await check(results, progress))) process.exitCode = 1;
