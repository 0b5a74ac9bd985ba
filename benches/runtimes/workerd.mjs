/**
 * workerd, by Miniflare. Its clocks stand still while a request is answered, so that CPU time of
 * the process is taken around requests that run a consumer many times.
 */
import { readdirSync, readFileSync } from "node:fs";
import { Miniflare } from "miniflare";
import { bundleFile } from "../bundle.mjs";
import { inTurns, swept, withBytes } from "../harness/rounds.mjs";
import { installedVersion } from "../machine.mjs";
import { childPids, cpuMicros } from "./cpu-time.mjs";

/** Long enough for what else the process does to even out. */
const SAMPLE_MICROS = 200_000;

export async function openWorkerd() {
  const modules = await bundleWorker();
  return {
    version: installedVersion("workerd"),
    unit: "CPU time of the process",
    measure: (spec, plan) => withWorker(modules, (worker) => measure(worker, spec, plan)),
    close() {},
  };
}

/** As wrangler bundles it: `.wasm` files stay modules of their own. */
async function bundleWorker() {
  const modules = [];
  const asModules = {
    name: "wasm-as-modules",
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        const contents = readFileSync(new URL(path, `file://${resolveDir}/`));
        modules.push({ type: "CompiledWasm", path: path.replace("./", ""), contents });
        return { path, external: true };
      });
    },
  };
  const contents = await bundleFile("runtimes/worker-entry.mjs", {
    conditions: ["workerd", "worker", "browser"],
    plugins: [asModules],
  });
  return [{ type: "ESModule", path: "worker.js", contents }, ...modules];
}

async function withWorker(modules, use) {
  const before = new Set(childrenNow());
  // The only way through Miniflare.
  process.env.MINIFLARE_WORKERD_V8_FLAGS = "--expose-gc";
  const worker = new Miniflare({ modules, compatibilityDate: "2026-01-01" });
  try {
    await worker.ready;
    const [pid] = childrenNow().filter((child) => !before.has(child));
    return await use({ worker, pid });
  } finally {
    await worker.dispose();
  }
}

function childrenNow() {
  return childPids(readdirSync("/proc").filter((name) => /^\d+$/.test(name)));
}

async function measure({ worker, pid }, spec, plan) {
  const run = async (name, times) => {
    const body = JSON.stringify({ spec, name, times });
    const response = await worker.dispatchFetch("http://worker/", { method: "POST", body });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  const cost = async (name, times) => {
    // Everyone starts without the garbage of the one before.
    await run();
    await swept();
    const start = cpuMicros(pid);
    await run(name, times);
    return (cpuMicros(pid) - start) / times;
  };

  const prepared = await run(spec.consumers[0], 1);
  const names = Object.keys(prepared);
  const times = {};
  for (const name of names) times[name] = await timesPerSample(name, cost);
  const samples = await inTurns(names, { ...plan, warmups: 0 }, async (name) => {
    return (await cost(name, times[name])) / prepared[name].count;
  });
  return withBytes(prepared, samples, samples);
}

/** Warms up until the cost of a run is known well enough to choose how many make a sample. */
async function timesPerSample(name, cost) {
  for (let times = 1; ; times *= 4) {
    const micros = await cost(name, times);
    if (micros * times >= SAMPLE_MICROS / 4) return Math.ceil(SAMPLE_MICROS / micros);
  }
}
