/** Chromium, headless: each case in a fresh page. */
import { bundleFile } from "../bundle.mjs";
import { launchBrowser } from "./browser.mjs";

export async function openChromium() {
  const scripts = { "/benches.js": await bundleFile("runtimes/page-entry.mjs") };
  const browser = await launchBrowser(scripts, ["--js-flags=--expose-gc"]);
  return {
    version: browser.version,
    measure: (spec, plan) => browser.inFreshPage(measureInPage, { spec, plan }),
    close: browser.close,
  };
}

async function measureInPage({ spec, plan }) {
  await import("/benches.js");
  if (!globalThis.crossOriginIsolated) throw new Error("the page's clock is too coarse");
  return globalThis.measure(spec, plan);
}
