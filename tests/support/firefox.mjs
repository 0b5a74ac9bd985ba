/**
 * Firefox as tests use it: Debian's or any other, by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/),
 * which needs nothing beside it.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Keep a fresh profile from asking the network for anything. */
const PREFERENCES = {
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.region.network.url": "",
  "browser.safebrowsing.downloads.remote.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.getAddons.cache.enabled": false,
  "extensions.systemAddon.update.enabled": false,
  "extensions.update.enabled": false,
  "messaging-system.rsexperimentloader.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
  "toolkit.telemetry.enabled": false,
};

/** Launches a headless Firefox: the one that `FIREFOX` names, or Debian's. */
export async function launchFirefox() {
  const program = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
  if (!existsSync(program)) {
    throw new Error(`No Firefox at ${program}; set FIREFOX to the path of one.`);
  }
  const profile = await mkdtemp(join(tmpdir(), "firefox-"));
  const lines = Object.entries(PREFERENCES).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  await writeFile(join(profile, "user.js"), lines.join("\n"));
  const child = spawn(
    program,
    ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const exited = once(child, "exit");
  const session = await Session.connect(await address(child));
  return {
    newPage: () => Page.create(session),
    async close() {
      await session.end();
      await exited;
      await rm(profile, { recursive: true });
    },
  };
}

async function address(child) {
  for await (const line of createInterface({ input: child.stderr })) {
    const [, url] = /WebDriver BiDi listening on (\S+)/.exec(line) ?? [];
    // What else it has to say must be read, or it would wait for that in the end.
    if (url) {
      child.stderr.resume();
      return url;
    }
  }
  throw new Error("Firefox ended before it listened.");
}

/** Commands out, their results and events in. */
class Session {
  #socket;
  #calls = new Map();
  #listeners = new Set();
  #count = 0;

  static async connect(url) {
    const session = new Session();
    session.#socket = new WebSocket(`${url}/session`);
    session.#socket.onmessage = ({ data }) => session.#receive(JSON.parse(data));
    await new Promise((resolve, reject) => {
      session.#socket.onopen = resolve;
      session.#socket.onerror = () => reject(new Error("Firefox takes no connection."));
    });
    await session.send("session.new", { capabilities: {} });
    await session.send("session.subscribe", { events: ["log.entryAdded"] });
    return session;
  }

  send(method, params) {
    this.#count += 1;
    this.#socket.send(JSON.stringify({ id: this.#count, method, params }));
    return new Promise((resolve, reject) => {
      this.#calls.set(this.#count, { resolve, reject });
    });
  }

  onEvent(listener) {
    this.#listeners.add(listener);
  }

  async end() {
    await this.send("browser.close", {});
    this.#socket.close();
  }

  #receive({ type, id, result, message, ...event }) {
    if (type === "event") {
      for (const listener of this.#listeners) listener(event);
      return;
    }
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (type === "success") call.resolve(result);
    else call.reject(new Error(message));
  }
}

/** A tab; the part of Playwright's `Page` that the matrix uses. */
class Page {
  /** What the console showed as an error. */
  problems = [];
  #session;
  #context;

  static async create(session) {
    const page = new Page();
    page.#session = session;
    const { context } = await session.send("browsingContext.create", { type: "tab" });
    page.#context = context;
    session.onEvent(({ params }) => {
      if (params.source?.context === context && params.level === "error") {
        page.problems.push(params.text);
      }
    });
    return page;
  }

  async goto(url) {
    await this.#session.send("browsingContext.navigate", {
      context: this.#context,
      url,
      wait: "complete",
    });
  }

  /** The value of an expression, which must be a string or nothing. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.#session.send("script.evaluate", {
      expression,
      target: { context: this.#context },
      awaitPromise: true,
      userActivation: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result.value;
  }

  async close() {
    await this.#session.send("browsingContext.close", { context: this.#context });
  }
}
