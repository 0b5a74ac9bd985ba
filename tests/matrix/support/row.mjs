/**
 * The rows of the matrix. A folder's `rows.mjs` lists the ways in which its app is run:
 *
 * - `where`, `how`: the row's first two columns;
 * - `from`: another folder, seen from the matrix, whose files are part of the app too;
 * - `gateway`: whether it is `brivionix/gateway` that it runs;
 * - `quick`: whether it is part of every test run;
 * - `run(row)`: runs the app, resolves to the text that it has streamed;
 * - `limit`: where it cannot, what the table says instead, and `run` checks that it is so.
 */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setUpApp } from "./app.mjs";
import { readPage } from "./browsers.mjs";
import { gatewayRow } from "./gateway.mjs";
import { execute, withServer } from "./process.mjs";
import { withSite } from "./site.mjs";

const matrix = fileURLToPath(new URL("..", import.meta.url));

/** What every app asks for, and what it must get, whole. */
const ANSWER = 'Grüße aus Köln 🌍👩‍👩‍👧\n日本語 "quoted" \\ end';
const PROMPT = `echo: ${ANSWER}`;

/** The same row in each browser; the one that is quick to have is part of every test run. */
export function inBrowsers(how, run) {
  return ["Chromium", "Firefox", "WebKit"].map((where) => ({
    where,
    how,
    browser: where,
    quick: where === "Chromium",
    run,
  }));
}

/** The rows of something that runs programs as Node does; `node(row)` is its path. */
export function inNode(where, node) {
  const serve = (row, use) => row.withProgram(node(row), ["node.js"], use);
  return [
    { how: "`import`", from: "node", run: (row) => row.execute(node(row), ["main.mjs"]) },
    { how: "`require()`", from: "node", run: (row) => row.execute(node(row), ["main.cjs"]) },
    gatewayRow("`toNodeHandler`", serve),
  ].map((row) => ({ where, ...row }));
}

/** All rows, in the order in which `order` lists where they run. */
export async function allRows(order) {
  const rows = [];
  for (const folder of (await readdir(matrix)).sort()) {
    const file = join(matrix, folder, "rows.mjs");
    if (!existsSync(file)) continue;
    const { default: listed } = await import(file);
    rows.push(...listed.map((row) => new Row(folder, row)));
  }
  const place = ({ where }) => {
    const at = order.indexOf(where);
    if (at < 0) throw new Error(`The order of the table lacks ${where}.`);
    return at;
  };
  return rows.sort((left, right) => place(left) - place(right));
}

/** One row, and what its `run` may use. */
class Row {
  prompt = PROMPT;
  /** For apps that compare the text themselves, with `ANSWER` in their environment. */
  answer = ANSWER;
  #run;

  constructor(folder, { run, quick = false, browser = "Chromium", ...row }) {
    Object.assign(this, { folder, quick, browser, ...row });
    this.#run = run;
  }

  get title() {
    return `${this.what}: ${this.how}`;
  }

  /** What the table's first column says. */
  get what() {
    return this.gateway ? `${this.where}, \`brivionix/gateway\`` : this.where;
  }

  /** Runs the app against the API at `api`, and compares what it says with what it must say. */
  async check(api, assert) {
    this.api = api;
    this.app = await setUpApp(this.folder, this.from);
    const text = await this.#run(this);
    if (this.limit === undefined) assert.equal(text, ANSWER);
  }

  /** The environment of an app that has its settings from there. */
  get #env() {
    return {
      BRIVIONIX_API_KEY: "sk-test",
      BRIVIONIX_BASE_URL: this.api,
      PROMPT,
      ANSWER,
    };
  }

  /** The path of something that is installed in the app. */
  installed(path) {
    return join(this.app, "node_modules", path);
  }

  /** Runs a program in the app; resolves to what it printed. */
  execute(command, args) {
    return execute(command, args, { cwd: this.app, env: this.#env });
  }

  /** The same for a tool that is installed in the app. */
  tool(name, args = []) {
    return this.execute(this.installed(`.bin/${name}`), args);
  }

  /** Starts a tool that serves the app until `use` has ended; `ready` captures its address. */
  withServer(name, args, ready, use) {
    return this.#withServer(this.installed(`.bin/${name}`), args, ready, use);
  }

  /** The same for a program of the app's own, run by `command`, which prints "Ready on" and where. */
  withProgram(command, args, use) {
    return this.#withServer(command, args, /Ready on (\S+)/, use);
  }

  #withServer(command, args, ready, use) {
    const options = { cwd: this.app, env: this.#env, ready };
    return withServer(command, args, options, ([, url]) => use(url));
  }

  /**
   * The answer, where a test runner in the app has compared it with `ANSWER` in its environment
   * and says so by something that `passed` matches.
   */
  async testRunner(name, args, passed) {
    const printed = await this.tool(name, args);
    if (!passed.test(printed)) throw new Error(`${name} passed no test:\n${printed}`);
    return ANSWER;
  }

  /** What a server of the app answers to the prompt. */
  async post(url, headers = {}) {
    const response = await fetch(url, { method: "POST", body: PROMPT, headers });
    return response.text();
  }

  /** The text that a page shows in the end. */
  readPage(url, { api = this.api, page = "" } = {}) {
    return readPage(this.browser, new URL(page, url), { api, prompt: PROMPT });
  }

  /** The same for a page of the app, served by a plain web server. */
  readSite(page, { root = ".", headers = {} } = {}) {
    return withSite(join(this.app, root), headers, (url) => this.readPage(`${url}/${page}`));
  }

  /** The same for the page that a tool serves; `api` is another address than the API's own. */
  readServer(name, args, ready, options) {
    return this.withServer(name, args, ready, (url) => this.readPage(url, options));
  }
}
