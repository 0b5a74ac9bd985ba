/**
 * Deploys a worker as Vercel deploys an edge function: bundled with its conditions, and with the
 * modules that `?module` imports compiled beforehand, since the runtime compiles nothing.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EdgeRuntime, runServer } from "edge-runtime";
import { build } from "esbuild";

const modules = {};

const wasmModules = {
  name: "wasm-modules",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace("?module", "")),
      namespace: "module",
    }));
    onLoad({ filter: /.*/, namespace: "module" }, async ({ path }) => {
      const name = `wasm_${Object.keys(modules).length}`;
      modules[name] = new WebAssembly.Module(await readFile(path));
      return { contents: `export default globalThis.${name};` };
    });
  },
};

const { outputFiles } = await build({
  entryPoints: [process.argv[2]],
  bundle: true,
  format: "iife",
  conditions: ["edge-light", "worker"],
  plugins: [wasmModules],
  write: false,
});
const { BRIVIONIX_API_KEY, BRIVIONIX_BASE_URL } = process.env;
const env = { BRIVIONIX_API_KEY, BRIVIONIX_BASE_URL };
const runtime = new EdgeRuntime({
  initialCode: outputFiles[0].text,
  codeGeneration: { strings: false, wasm: false },
  extend: (context) => Object.assign(context, modules, { process: { env } }),
});
const { url } = await runServer({ runtime });
console.log(`Ready on ${url}`);
