/** An engine that fails in the middle of a call: that call says so, no other is given a wrong answer. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { runOutOfMemory } from "./pages/engine-faults.js";
import { withLittleMemory } from "./pages/little-memory.js";
import { launchChromium } from "./support/browser.mjs";
import { startSimulator } from "./support/simulator.mjs";
import { startWorker } from "./support/workerd.mjs";

const packed = (name) => fileURLToPath(import.meta.resolve(name));
const pages = fileURLToPath(new URL("pages", import.meta.url));
const pkg = dirname(dirname(packed("brivionix")));
const simulator = await startSimulator({ args: ["--www", pages, "--pkg", pkg] });
const browser = await launchChromium();
after(async () => {
  await browser.close();
  await simulator.stop();
});

const FAILED = "The WebAssembly engine has failed. Cause: undefined";
/** How everything has to end, with the helpers and without. */
const SLIM_ENDS = {
  "a chunk before": "one",
  "a text before": "one",
  "a piece of JSON before": "undefined",
  "the stream that takes too much": "The WebAssembly engine has failed. Cause: a trap",
  "what it got before": 1,
  chunks: FAILED,
  "the same again": "true",
  texts: FAILED,
  cancelled: true,
  "the next stream": "three!",
};
const ENDS = {
  ...SLIM_ENDS,
  "a piece of JSON before": '{"a":[1]}',
  "a whole answer": FAILED,
  JSON: FAILED,
  "the same JSON again": FAILED,
  "its value": '{"a":[1]}',
  "the next JSON": '{"b":[true]}',
};

/** Has modules that are compiled from now on have little memory. */
function compileWithLittleMemory(withLittleMemory) {
  const { Module } = WebAssembly;
  WebAssembly.Module = class extends Module {
    constructor(bytes) {
      super(withLittleMemory(bytes));
    }
  };
  return () => {
    WebAssembly.Module = Module;
  };
}

test("out of memory in Node: one call fails, others end, the next one works", async () => {
  const restore = compileWithLittleMemory(withLittleMemory);
  try {
    assert.deepEqual(await runOutOfMemory(await import("brivionix")), ENDS);
  } finally {
    restore();
  }
});

test("out of memory in Node, brivionix/slim", async () => {
  const slim = await import("brivionix/slim");
  await slim.init(withLittleMemory(await readFile(packed("brivionix/slim.wasm"))));
  assert.deepEqual(await runOutOfMemory(slim), SLIM_ENDS);
});

for (const entry of ["index", "slim"]) {
  test(`out of memory in Chromium, ${entry}.js`, async () => {
    const page = await browser.newPage();
    await page.goto(`${simulator.url}/engine-faults.js`);
    const ends = await page.evaluate(
      async ([entry, patch]) => {
        const { withLittleMemory } = await import("/little-memory.js");
        const { runOutOfMemory } = await import("/engine-faults.js");
        if (entry === "index") new Function(`return ${patch}`)()(withLittleMemory);
        const client = await import(`/pkg/dist/${entry}.js`);
        if (entry === "slim") {
          const wasm = await (await fetch("/pkg/dist/slim.wasm")).arrayBuffer();
          await client.init(withLittleMemory(wasm));
        }
        return runOutOfMemory(client);
      },
      [entry, compileWithLittleMemory.toString()],
    );
    assert.deepEqual(ends, entry === "slim" ? SLIM_ENDS : ENDS);
    await page.close();
  });
}

test("out of memory in workerd", async () => {
  const script = fileURLToPath(new URL("fixtures/engine-faults-worker.js", import.meta.url));
  const worker = await startWorker(script, {}, withLittleMemory);
  try {
    const response = await worker.dispatchFetch("http://worker/");
    assert.deepEqual(JSON.parse(await response.text()), ENDS);
  } finally {
    await worker.dispose();
  }
});
