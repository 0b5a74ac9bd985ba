/** The installed package in Chromium: in a page and in a web worker. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launchChromium } from "./support/browser.mjs";
import { ENDINGS } from "./support/endings.mjs";
import { startSimulator } from "./support/simulator.mjs";
import { until } from "./support/until.mjs";

const installed = dirname(dirname(fileURLToPath(import.meta.resolve("brivionix"))));
const pages = fileURLToPath(new URL("pages", import.meta.url));

// Not in a `before`: where a filter leaves no test, nobody waits for that one, and the browser that
// comes too late for `after` keeps the process alive.
const simulator = await startSimulator({ args: ["--www", pages, "--pkg", installed] });
const browser = await launchChromium();
after(async () => {
  await browser.close();
  await simulator.stop();
});

async function open(path) {
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.goto(simulator.url + path);
  return { page, problems };
}

for (const [place, path] of [
  ["a page", "/module.html"],
  ["a web worker", "/module.html?worker"],
]) {
  test(`a chat streams in ${place}`, async () => {
    const { page, problems } = await open(path);
    const output = page.locator("#text[data-end]");
    assert.equal(await output.getAttribute("data-end"), "done");
    assert.equal(await output.textContent(), "Seite 🌍 日本語");
    assert.deepEqual(problems, []);
    await page.close();
  });
}

test("calls end in a page as everywhere, and let go of the server", async () => {
  const { page } = await open("/module.html");
  const ends = await page.evaluate(async () => {
    const { default: OpenAI } = await import("/pkg/dist/index.js");
    const { endings } = await import("/endings.js");
    return endings(OpenAI, `${location.origin}/v1`);
  });
  assert.deepEqual(ends, ENDINGS);
  await until(async () => (await simulator.stats()).open_streams === 0);
  await page.close();
});

test("stream() starts without waiting for a timer", async () => {
  const { page } = await open("/module.html");
  const content = await page.evaluate(async () => {
    const { default: OpenAI } = await import("/pkg/dist/index.js");
    const { setTimeout } = globalThis;
    globalThis.setTimeout = () => 0;
    const client = new OpenAI({ apiKey: async () => "sk-1", baseURL: `${location.origin}/v1` });
    const messages = [{ role: "user", content: "echo: ohne Uhr" }];
    const stream = client.chat.completions.stream({ model: "gpt-5.4-mini", messages });
    const never = new Promise((resolve) => setTimeout(resolve, 10_000, "nothing"));
    return Promise.race([stream.finalContent(), never]);
  });
  assert.equal(content, "ohne Uhr");
  await page.close();
});

test("a secret key in a page is refused, with the ways out", async () => {
  const { page } = await open("/module.html");
  const message = await page.evaluate(async () => {
    const { default: OpenAI } = await import("/pkg/dist/index.js");
    new OpenAI({ apiKey: "sk-1", dangerouslyAllowBrowser: true });
    try {
      new OpenAI({ apiKey: "sk-1" });
    } catch (error) {
      return error.message;
    }
  });
  assert.match(message, /function/);
  assert.match(message, /gateway/);
  assert.doesNotMatch(message, /sk-1/);
  await page.close();
});
