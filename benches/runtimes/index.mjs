/** Where it is measured. */
import { openChromium } from "./chromium.mjs";
import { openNode } from "./node.mjs";
import { openWorkerd } from "./workerd.mjs";

const RUNTIMES = { node: openNode, chromium: openChromium, workerd: openWorkerd };

export const RUNTIME_NAMES = Object.keys(RUNTIMES);

/** Opens a runtime: `{ version, unit, measure(spec, plan), close() }`. */
export function openRuntime(name) {
  return RUNTIMES[name]();
}
