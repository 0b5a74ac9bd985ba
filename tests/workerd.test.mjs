/** The installed package in workerd, bundled as wrangler bundles it. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { startSimulator } from "./support/simulator.mjs";

let simulator;
let worker;
before(async () => {
  simulator = await startSimulator();
  worker = new Miniflare({
    modules: await bundle(fileURLToPath(new URL("fixtures/worker.js", import.meta.url))),
    compatibilityDate: "2026-01-01",
    bindings: { API_KEY: "sk-test", BASE_URL: `${simulator.url}/v1` },
  });
  await worker.ready;
});
after(async () => {
  await worker?.dispose();
  await simulator?.stop();
});

/** Bundles with the `workerd` condition and hands `.wasm` files on as compiled modules. */
async function bundle(entry) {
  const wasm = [];
  const asModules = {
    name: "wasm-as-modules",
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        wasm.push({ path, file: new URL(path, `file://${resolveDir}/`) });
        return { path, external: true };
      });
    },
  };
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    write: false,
    plugins: [asModules],
  });
  assert.equal(wasm.length, 1, "the workerd entry imports its wasm as a module");
  return [
    { type: "ESModule", path: "worker.js", contents: outputFiles[0].text },
    {
      type: "CompiledWasm",
      path: wasm[0].path.replace("./", ""),
      contents: await readFile(wasm[0].file),
    },
  ];
}

test("a worker streams a chat through the client", async () => {
  const response = await worker.dispatchFetch("http://worker/", {
    method: "POST",
    body: "echo: aus dem Worker 🌍 日本語",
  });
  assert.equal(await response.text(), "aus dem Worker 🌍 日本語");
});

test("twenty chats at once do not mix", async () => {
  const prompts = Array.from({ length: 20 }, (_, at) => `chat ${at} ${"é".repeat(at)}`);
  const answers = await Promise.all(
    prompts.map(async (prompt) => {
      const init = { method: "POST", body: `echo: ${prompt}` };
      return (await worker.dispatchFetch("http://worker/", init)).text();
    }),
  );
  assert.deepEqual(answers, prompts);
});
