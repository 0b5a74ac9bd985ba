/** Workers as wrangler builds and runs them. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

/**
 * Starts the worker in a file; `options` are further ones of Miniflare. `alter` makes another engine
 * of the bytes of the one that the package has.
 */
export async function startWorker(entry, options = {}, alter = (wasm) => wasm) {
  const worker = new Miniflare({
    modules: await bundle(entry, alter),
    compatibilityDate: "2026-01-01",
    ...options,
  });
  await worker.ready;
  return worker;
}

/** Bundles with the `workerd` condition and hands `.wasm` files on as compiled modules. */
async function bundle(entry, alter) {
  const modules = [];
  const asModules = {
    name: "wasm-as-modules",
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm$/ }, async ({ path, resolveDir }) => {
        const contents = alter(await readFile(join(resolveDir, path)));
        modules.push({ type: "CompiledWasm", path: path.replace("./", ""), contents });
        return { path, external: true };
      });
    },
  };
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: dirname(entry),
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    write: false,
    plugins: [asModules],
  });
  if (modules.length > 1) throw new Error(`${modules.length} wasm modules are imported, not one.`);
  return [{ type: "ESModule", path: "worker.js", contents: outputFiles[0].text }, ...modules];
}
