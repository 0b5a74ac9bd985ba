/** The benches. Progress goes to stderr, the report, which is Markdown, to stdout. */
import { writeFile } from "node:fs/promises";
import { readArguments, USAGE } from "./arguments.mjs";
import { measureCold } from "./cold/index.mjs";
import { selectCases } from "./harness/cases.mjs";
import { describeMachine } from "./machine.mjs";
import { saveInReadme } from "./readme.mjs";
import { describeCase, renderReport } from "./report.mjs";
import { Results } from "./results.mjs";
import { runScript } from "./runtimes/child.mjs";
import { openRuntime } from "./runtimes/index.mjs";
import { measureSizes } from "./sizes.mjs";
import { verdicts } from "./verdicts.mjs";

/** Far more than any case takes: one that hangs must not keep the others from being measured. */
const MOST_SECONDS = 240;

const options = readArguments();
if (options.help) {
  console.log(USAGE);
  process.exit();
}

const progress = (text) => console.error(`[${new Date().toISOString().slice(11, 19)}] ${text}`);
const results = await Results.open(options.add || options.report, describeMachine);

const MEASURES = {
  async speed() {
    for (const name of options.runtimes) await attempt(name, () => measureRuntime(name));
  },
  async sizes() {
    results.set("sizes", await measureSizes());
  },
  async cold() {
    for (const name of options.runtimes) {
      await attempt(`cold start, ${name}`, async () => {
        const samples = await withLimit(measureCold(name));
        if (samples) results.set("cold", { ...results.data.cold, [name]: samples });
      });
    }
  },
  async memory() {
    for (const name of ["wasm", "heap"]) {
      await attempt(`memory, ${name}`, async () => {
        const bytes = await runScript(`../memory/${name}.mjs`);
        results.set("memory", { ...results.data.memory, [name]: bytes });
      });
    }
  },
};

for (const part of options.parts) await attempt(part, MEASURES[part]);

const report = renderReport(results.data);
console.log(report);
if (options.save) {
  await writeFile(new URL("RESULTS.md", import.meta.url), report);
  await saveInReadme(results.data);
}
for (const failure of results.data.failures) progress(`failed: ${failure}`);
if (results.data.failures.length > 0) process.exitCode = 1;
if (options.check) {
  const missed = verdicts(results.data).filter(({ met }) => met === false);
  for (const { key, value, bound } of missed)
    progress(`${key}: ${value}, and the bound is ${bound}`);
  progress(`${missed.length} results are out of bounds`);
  if (missed.length > 0) process.exitCode = 1;
}
process.exit();

async function measureRuntime(name) {
  let runtime = await openRuntime(name);
  const { version, unit } = runtime;
  for (const spec of selectCases(options.filters)) {
    await attempt(`${name}: ${spec.key}`, async () => {
      try {
        const plan = { rounds: options.rounds, warmups: 2 };
        const rows = await withLimit(runtime.measure(spec, plan));
        const result = { runtime: name, version, unit, ...spec, rows };
        results.add(result);
        progress(`  ${describeCase(result)}`);
      } catch (error) {
        await runtime.close();
        runtime = await openRuntime(name);
        throw error;
      }
    });
  }
  await runtime.close();
}

/** Does one part; where it fails, the others go on. Whatever was measured is kept at once. */
async function attempt(what, work) {
  progress(what);
  try {
    await work();
  } catch (error) {
    results.fail(what, error);
    progress(`${what} failed: ${error.message}`);
  }
  await results.keep();
}

async function withLimit(work) {
  let timer;
  const limit = new Promise((_, reject) => {
    const error = new Error(`took more than ${MOST_SECONDS} s`);
    timer = setTimeout(reject, MOST_SECONDS * 1000, error);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
