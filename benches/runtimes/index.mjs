/** Where it is measured. */
import { openChromium } from "./chromium.mjs";
import { openNode } from "./node.mjs";
import { openWorkerd } from "./workerd.mjs";

const RUNTIMES = { node: openNode, chromium: openChromium, workerd: openWorkerd };

/** Opens a runtime: `{ version, measure(spec, plan), close() }`. */
export function openRuntime(name) {
  const open = RUNTIMES[name];
  if (!open)
    throw new Error(`there is no runtime ${name}, only ${Object.keys(RUNTIMES).join(", ")}`);
  return open();
}
