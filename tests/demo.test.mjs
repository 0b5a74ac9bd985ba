/** The demo page in Chromium, as somebody who uses it would find it. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launchChromium } from "./support/browser.mjs";
import { png } from "./support/images.mjs";
import { startSimulator } from "./support/simulator.mjs";
import { until } from "./support/until.mjs";

const www = fileURLToPath(new URL("../www", import.meta.url));
const artifacts = fileURLToPath(new URL("../artifacts", import.meta.url));
const installed = dirname(dirname(fileURLToPath(import.meta.resolve("brivionix"))));

let simulator;
let browser;
let context;
let page;
let problems;

before(async () => {
  await mkdir(artifacts, { recursive: true });
  simulator = await startSimulator({ args: ["--www", www, "--pkg", installed], pace: 10 });
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await simulator?.stop();
});
beforeEach(async () => {
  await context?.close();
  await open({});
});

async function open(options) {
  context = await browser.newContext({ viewport: { width: 1000, height: 700 }, ...options });
  page = await context.newPage();
  problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    // Chromium reports what the simulated faults do to the network, which is what was asked for.
    const network = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !network) problems.push(message.text());
  });
  await page.goto(simulator.url);
  await page.locator('#model option[value="gpt-5.4-mini"]').waitFor({ state: "attached" });
}

const answers = () => page.locator("article.answer");
const lastAnswer = () => answers().last();
const finished = () => page.locator('article.answer[aria-busy="false"]').last();
const shot = (name) => page.screenshot({ path: `${artifacts}/demo-${name}.png` });

async function ask(text) {
  await page.getByRole("textbox", { name: "Message" }).fill(text);
  await page.keyboard.press("Enter");
}

/** Asks, and waits until a further answer has ended. */
async function askAndWait(text) {
  const before = await answers().count();
  await ask(text);
  await answers().nth(before).waitFor();
  await page.locator(`article.answer[aria-busy="false"] >> nth=${before}`).waitFor();
}

const noStreamIsOpen = () => until(async () => (await simulator.stats()).open_streams === 0);

test("an answer grows while it streams and ends whole", async () => {
  const words = Array.from({ length: 60 }, (_, at) => `word${at}`).join(" ");
  await ask(`echo: ${words}`);
  const lengths = new Set();
  await until(async () => {
    lengths.add(((await lastAnswer().locator(".steps").textContent()) ?? "").length);
    return (await lastAnswer().getAttribute("aria-busy")) === "false";
  });
  assert.ok(lengths.size > 2, "seen in several lengths");
  assert.equal((await lastAnswer().locator(".steps").textContent()).trim(), words);
  assert.match(
    await lastAnswer().locator("footer").textContent(),
    /tokens.*first token.*tokens\/s/,
  );
  await shot("light");
  assert.deepEqual(problems, []);
});

test("Stop, or Escape, keeps what has arrived and cancels the request", async () => {
  for (const stop of [
    () => page.getByRole("button", { name: "Stop", exact: true }).click(),
    () => page.keyboard.press("Escape"),
  ]) {
    await ask("Write something long");
    await until(async () => (await lastAnswer().locator(".steps").textContent()).length > 40);
    await stop();
    await finished().waitFor();
    await noStreamIsOpen();
    assert.ok((await lastAnswer().locator(".steps").textContent()).length > 40);
    assert.equal(await lastAnswer().locator(".trouble").count(), 0);
    await page.getByRole("button", { name: "New chat" }).click();
  }
});

test("an error is told in words, and Retry works once its cause is gone", async () => {
  await page.getByLabel("Model", { exact: true }).selectOption("sim-429");
  await ask("echo: second try");
  const trouble = page.locator(".trouble");
  await trouble.waitFor();
  assert.match(await trouble.textContent(), /Too many requests/);
  assert.match(await trouble.textContent(), /429/);
  assert.match(await trouble.textContent(), /req_/);
  await shot("error");
  await page.getByLabel("Model", { exact: true }).selectOption("gpt-5.4-mini");
  await page.getByRole("button", { name: "Retry" }).click();
  await finished().getByText("second try").waitFor();
  assert.equal(await trouble.count(), 0);
});

for (const fault of ["sim-drop", "sim-error-in-stream"]) {
  test(`what arrived before ${fault} is kept, next to the error`, async () => {
    await page.getByLabel("Model", { exact: true }).selectOption(fault);
    await askAndWait("echo: one two three four five");
    assert.match(await lastAnswer().locator(".steps").textContent(), /^one/);
    await lastAnswer().locator(".trouble").waitFor();
    await lastAnswer().getByRole("button", { name: "Retry" }).waitFor();
  });
}

test("images are attached or pasted, shown, and sent", async () => {
  await page.locator("#files").setInputFiles({
    name: "small.png",
    mimeType: "image/png",
    buffer: png(6, 4),
  });
  await page.locator("#attachments img").waitFor();
  await askAndWait("What is this?");
  assert.match(await lastAnswer().textContent(), /PNG.*6×4/s);
  await page.evaluate(
    (bytes) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([new Uint8Array(bytes)], "p.png", { type: "image/png" }));
      const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      document.querySelector("#prompt").dispatchEvent(event);
    },
    Array.from(png(9, 5)),
  );
  await page.locator("#attachments img").waitFor();
  await askAndWait("And this?");
  assert.match(await lastAnswer().textContent(), /9×5/);
  const { body } = (await simulator.requests()).at(-1);
  assert.match(body.messages.at(-1).content.at(-1).image_url.url, /^data:image\/png;base64,/);
  assert.deepEqual(problems, []);
});

test("a file that is no image is refused in words", async () => {
  const file = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") };
  await page.locator("#files").setInputFiles(file);
  await page.locator("#refusals").getByText("notes.txt").waitFor();
  assert.equal(await page.locator("#attachments img").count(), 0);
});

test("a tool call is shown, run in the page, and answered", async () => {
  await page.getByText("Offer tools").click();
  await askAndWait("What is the weather in Paris?");
  const card = page.getByRole("region", { name: "Tool call" });
  assert.match(await card.textContent(), /get_weather.*Paris.*Result.*temperature/s);
  assert.match(await lastAnswer().textContent(), /what I found/);
  await shot("tools");
});

test("a reload keeps the conversation; a new chat forgets it", async () => {
  await askAndWait("echo: remember me");
  await page.reload();
  await answers().getByText("remember me").waitFor();
  await page.getByRole("button", { name: "New chat" }).click();
  await page.reload();
  await page.locator("#welcome").waitFor();
  assert.equal(await answers().count(), 0);
});

test("text from the model never becomes markup", async () => {
  await page.evaluate(() => {
    globalThis.violations = [];
    addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(event.type));
  });
  const hostile =
    "<img src=x onerror=alert(1)><script>alert(1)</script> [x](javascript:alert(1)) ![y](http://e/)";
  await askAndWait(`echo: ${hostile}`);
  const found = await lastAnswer()
    .locator(".steps")
    .evaluate((steps) => ({
      text: steps.textContent,
      elements: steps.querySelectorAll("img, script, iframe, [onerror]").length,
      links: [...steps.querySelectorAll("a")].map((link) => link.protocol),
    }));
  assert.equal(found.elements, 0);
  assert.ok(found.links.every((protocol) => ["http:", "https:", "mailto:"].includes(protocol)));
  assert.match(found.text, /<script>alert\(1\)<\/script>/);
  assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  assert.deepEqual(problems, []);
});

test("the policy allows the import map by its hash", async () => {
  const { policy, map } = await page.evaluate(() => ({
    policy: document.querySelector("meta[http-equiv]").content,
    map: document.querySelector("script[type=importmap]").textContent,
  }));
  const hash = createHash("sha256").update(map).digest("base64");
  assert.ok(policy.includes(`'sha256-${hash}'`));
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'/);
});

test("every control has a name, and the keyboard is enough", async () => {
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll("button, input, select, textarea")]
      .filter((control) => control.checkVisibility())
      .filter((control) => {
        const label = control.getAttribute("aria-label") ?? control.labels?.[0]?.textContent;
        return !(label ?? control.textContent).trim();
      })
      .map((control) => control.outerHTML),
  );
  assert.deepEqual(nameless, []);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.type("echo: typed");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("twice");
  await page.keyboard.press("Enter");
  await finished().getByText("typed").waitFor();
  assert.match(await lastAnswer().textContent(), /typed\s*twice/);
});

test("a phone shows it without scrolling sideways, and the dark scheme is dark", async () => {
  await context.close();
  await open({ viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  await askAndWait("Show me a code example in a table");
  const { overflow, background } = await page.evaluate(() => ({
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    background: getComputedStyle(document.body).backgroundColor,
  }));
  assert.ok(overflow <= 0, `${overflow} px too wide`);
  const [red, green, blue] = background.match(/\d+/g).map(Number);
  assert.ok(red + green + blue < 150, background);
  await shot("phone");
});
