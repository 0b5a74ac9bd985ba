/** Cold starts: a first short stream, each time in a process or page that has seen nothing yet. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundleFile } from "../bundle.mjs";
import { inTurns } from "../harness/rounds.mjs";
import { launchBrowser } from "../runtimes/browser.mjs";
import { runScript } from "../runtimes/child.mjs";
import { bundleCold, COLD } from "./bundles.mjs";

const TOKENS = 400;
const PLAN = { rounds: 21, warmups: 2 };
const MEASURES = { node: coldNode, chromium: coldChromium };

/** `{ name: [{ ready, end }] }` in ms; nothing where clocks stand still. */
export async function measureCold(runtime) {
  return MEASURES[runtime]?.();
}

async function coldNode() {
  // Below the root, so that what stays outside of a bundle is found in node_modules.
  const root = fileURLToPath(new URL("../../target/", import.meta.url));
  const directory = await mkdtemp(join(root, "cold-"));
  try {
    const bundles = await bundleCold({ platform: "node" });
    for (const [name, script] of Object.entries(bundles)) {
      await writeFile(join(directory, fileOf(name)), script);
    }
    return await inTurns(Object.keys(COLD), PLAN, (name) => {
      const address = pathToFileURL(join(directory, fileOf(name))).href;
      return runScript("../cold/node-start.mjs", { address, count: TOKENS });
    });
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function coldChromium() {
  const bundles = await bundleCold();
  const scripts = { "/benches.js": await bundleFile("cold/page-entry.mjs") };
  for (const [name, script] of Object.entries(bundles)) scripts[`/${fileOf(name)}`] = script;
  const browser = await launchBrowser(scripts);
  try {
    return await inTurns(Object.keys(COLD), PLAN, (name) => {
      return browser.inFreshPage(startInPage, { address: `/${fileOf(name)}`, count: TOKENS });
    });
  } finally {
    await browser.close();
  }
}

const fileOf = (name) => `${name.replace("/", "-")}.mjs`;

async function startInPage({ address, count }) {
  await import("/benches.js");
  // Without the way over the network, whose share is told by the size.
  const script = await (await fetch(address)).blob();
  return globalThis.coldStart(URL.createObjectURL(script), count);
}
