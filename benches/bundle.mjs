/** Bundles scripts of the benches, minified, as an application would ship them. */

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Bundles `entry`, a file beside this one; resolves to its text. */
export function bundleFile(entry, options) {
  return bundle({ entryPoints: [fileURLToPath(new URL(entry, import.meta.url))] }, options);
}

/** Bundles a script given as text, whose imports start at benches/. */
export function bundleText(contents, options) {
  return bundle({ stdin: { contents, resolveDir: `${root}benches` } }, options);
}

async function bundle(input, options) {
  const { outputFiles } = await build({
    ...input,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    legalComments: "none",
    logLevel: "error",
    write: false,
    ...options,
  });
  return outputFiles[0].text;
}
