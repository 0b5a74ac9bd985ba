/** The browsers of the matrix: each is started once, and shows the page of one row after another. */
import { setTimeout as sleep } from "node:timers/promises";
import { launchChromium } from "../../support/browser.mjs";
import { launchFirefox } from "../../support/firefox.mjs";
import { launchWebKit } from "../../support/webkit.mjs";

const launchers = { Chromium: launchChromium, Firefox: launchFirefox, WebKit: launchWebKit };
const running = new Map();

/**
 * Opens a page of an app, with the API's address and the prompt in its query, and resolves to the
 * text that it has shown when the stream has ended.
 */
export async function readPage(browser, url, { api, prompt }) {
  if (!running.has(browser)) running.set(browser, launchers[browser]());
  const page = await (await running.get(browser)).newPage();
  const problems = page.problems ?? collectProblems(page);
  try {
    // A development server may build the page first; the test has a limit of its own.
    await page.goto(`${url}?${new URLSearchParams({ api, prompt })}`, { timeout: 0 });
    for (;;) {
      const end = await page.evaluate("document.querySelector('output')?.dataset.end");
      if (problems.length > 0) throw new Error(`${browser} reports: ${problems.join("\n")}`);
      if (end) {
        const text = await page.evaluate("document.querySelector('output').textContent");
        if (end === "done") return text;
        throw new Error(`${end}: ${text}`);
      }
      await sleep(50);
    }
  } finally {
    await page.close();
  }
}

/** Ends the browsers. */
export async function closeBrowsers() {
  for (const browser of running.values()) await (await browser).close();
  running.clear();
}

function collectProblems(page) {
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  return problems;
}
