/**
 * WebKit as tests use it: Debian's WebKitGTK, by WebDriver (https://w3c.github.io/webdriver/), on a
 * screen that nobody sees.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { until } from "./until.mjs";

/** WebKitGTK knows no headless mode. */
const SCREEN = ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"];

const BROWSER = { "webkitgtk:browserOptions": { args: ["--automation"] } };

/** Launches a WebKit: by the driver that `WEBKIT` names, or by Debian's. */
export async function launchWebKit() {
  const program = process.env.WEBKIT ?? "/usr/bin/WebKitWebDriver";
  if (!existsSync(program)) {
    throw new Error(`No WebKit at ${program}; set WEBKIT to the path of a WebKitWebDriver.`);
  }
  const screen = spawn("Xvfb", SCREEN, { stdio: ["ignore", "pipe", "ignore"] });
  const [display] = await once(createInterface({ input: screen.stdout }), "line");
  const port = await freePort();
  const driver = spawn(program, [`--port=${port}`], {
    stdio: "ignore",
    env: { ...process.env, DISPLAY: `:${display}` },
  });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${url}/status`).catch(() => null))?.ok);
  const { sessionId } = await send("POST", `${url}/session`, {
    capabilities: { alwaysMatch: BROWSER },
  });
  const session = `${url}/session/${sessionId}`;
  const first = await send("GET", `${session}/window`);
  return {
    newPage: () => Page.create(session, first),
    async close() {
      await send("DELETE", session);
      await Promise.all([driver, screen].map(end));
    },
  };
}

/** A port that nobody had a moment ago: the driver takes no other. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function end(child) {
  const exited = once(child, "exit");
  child.kill();
  await exited;
}

async function send(method, url, body) {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

/** A tab; the part of Playwright's `Page` that the matrix uses. */
class Page {
  /** Empty: WebDriver does not tell what the console shows. */
  problems = [];
  #session;
  #handle;

  /** `opener` is a tab that stays: only one that is open can open another. */
  static async create(session, opener) {
    const page = new Page();
    page.#session = session;
    page.#handle = opener;
    await page.#select();
    const { handle } = await send("POST", `${session}/window/new`, { type: "tab" });
    page.#handle = handle;
    return page;
  }

  async goto(url) {
    await this.#select();
    await send("POST", `${this.#session}/url`, { url });
  }

  /** The value of an expression, which must be a string or nothing. */
  async evaluate(expression) {
    await this.#select();
    const script = `return ${expression}`;
    return send("POST", `${this.#session}/execute/sync`, { script, args: [] });
  }

  async close() {
    await this.#select();
    await send("DELETE", `${this.#session}/window`);
  }

  async #select() {
    await send("POST", `${this.#session}/window`, { handle: this.#handle });
  }
}
