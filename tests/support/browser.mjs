/** Chromium as tests use it. */
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** Launches a headless Chromium: the one that `CHROME` names, or Debian's. */
export async function launchChromium() {
  const executablePath = process.env.CHROME ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(`No Chromium at ${executablePath}; set CHROME to the path of one.`);
  }
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
