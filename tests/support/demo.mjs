/** The demo page in a Chromium, as somebody who uses it would find it. */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { after, beforeEach } from "node:test";
import { fileURLToPath } from "node:url";
import { launchChromium } from "./browser.mjs";
import { startSimulator } from "./simulator.mjs";
import { until } from "./until.mjs";

const www = fileURLToPath(new URL("../../www", import.meta.url));
const artifacts = fileURLToPath(new URL("../../artifacts", import.meta.url));
const installed = dirname(dirname(fileURLToPath(import.meta.resolve("brivionix"))));

/** Serves the page for the tests of a file, each of which starts with a fresh visit. */
export function useDemo() {
  const demo = new Demo();
  after(() => demo.stop());
  beforeEach(() => demo.open());
  return demo;
}

/** A simulator that serves the page; `args` and `env` as for any simulator. */
export function serveDemo({ args = [], ...options } = {}) {
  return startSimulator({ args: ["--www", www, "--pkg", installed, ...args], ...options });
}

class Demo {
  simulator;
  page;
  /** What the page has complained about in the console. */
  problems;
  #browser;
  #context;

  async #start() {
    await mkdir(artifacts, { recursive: true });
    this.simulator = await serveDemo({ pace: 10 });
    this.#browser = await launchChromium();
  }

  async stop() {
    await this.#browser?.close();
    await this.simulator?.stop();
  }

  /** A first visit, with a browser's options such as `viewport`; `url` is another server's. */
  async open({ url, ...options } = {}) {
    if (!this.#browser) await this.#start();
    await this.#context?.close();
    this.#context = await this.#browser.newContext({
      viewport: { width: 1000, height: 700 },
      ...options,
    });
    this.page = await this.#context.newPage();
    this.problems = [];
    this.page.on("pageerror", (error) => this.problems.push(error.message));
    this.page.on("console", (message) => {
      // Chromium reports what the simulated faults do to the network, which is what was asked for.
      const network = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !network) this.problems.push(message.text());
    });
    await this.page.goto(url ?? this.simulator.url);
    await this.ready();
  }

  async reload() {
    await this.page.reload();
    await this.ready();
  }

  ready() {
    return this.page.locator("#model option").first().waitFor({ state: "attached" });
  }

  get prompt() {
    return this.page.getByRole("textbox", { name: "Message" });
  }

  get answers() {
    return this.page.locator("article.answer");
  }

  get lastAnswer() {
    return this.answers.last();
  }

  /** What the last answer says so far. */
  get steps() {
    return this.lastAnswer.locator(".steps");
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  async chooseModel(model) {
    await this.page.getByLabel("Model", { exact: true }).selectOption(model);
  }

  async ask(text) {
    await this.prompt.fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** Asks, and waits until a further answer has ended. */
  async askAndWait(text) {
    const before = await this.answers.count();
    await this.ask(text);
    await this.answers.nth(before).waitFor();
    await this.ended(before);
  }

  /** Waits until the answer at this place, or else the last one, has ended. */
  async ended(at = -1) {
    const answer = this.page.locator(`article.answer >> nth=${at}`);
    await until(async () => (await answer.getAttribute("aria-busy")) === "false");
  }

  /** Waits until the last answer is under way. */
  async streaming(length = 40) {
    await this.lastAnswer.waitFor();
    await until(async () => (await this.steps.textContent()).length > length);
  }

  /** Waits until the server has no stream open. */
  async noStreamIsOpen() {
    await until(async () => (await this.simulator.stats()).open_streams === 0);
  }

  /** Hands files to the page in an event, as a paste or a drop does; then sends, if told to. */
  async give(type, files, { send = false } = {}) {
    const plain = files.map(({ name, mimeType, buffer }) => [name, mimeType, [...buffer]]);
    await this.page.evaluate(
      ([type, files, send]) => {
        const data = new DataTransfer();
        for (const [name, type, bytes] of files) {
          data.items.add(new File([new Uint8Array(bytes)], name, { type }));
        }
        const init = { bubbles: true, cancelable: true };
        const event =
          type === "paste"
            ? new ClipboardEvent(type, { ...init, clipboardData: data })
            : new DragEvent(type, { ...init, dataTransfer: data });
        document.querySelector("#prompt").dispatchEvent(event);
        if (send) document.querySelector("#composer").requestSubmit();
      },
      [type, plain, send],
    );
  }

  shot(name) {
    return this.page.screenshot({ path: `${artifacts}/demo-${name}.png` });
  }
}
