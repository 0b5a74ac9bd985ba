/** The Chromium of this machine; `CHROME` tells another place. */
import { chromium } from "playwright-core";
import { serveScripts } from "./server.mjs";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Launches it. `inFreshPage(run, input)` resolves to what the function returns in a page whose
 * process and caches nobody has used before, from where `scripts` can be imported by path.
 */
export async function launchBrowser(scripts, flags = []) {
  const executablePath = process.env.CHROME ?? "/usr/bin/chromium";
  const server = await serveScripts(scripts);
  const browser = await chromium.launch({ executablePath, args: [...QUIET, ...flags] });
  return {
    version: browser.version(),
    async inFreshPage(run, input) {
      const context = await browser.newContext();
      try {
        const page = await context.newPage();
        await page.goto(server.url);
        return await page.evaluate(run, input);
      } finally {
        await context.close();
      }
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
