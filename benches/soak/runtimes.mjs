/** Where the traffic runs. Each runtime's `round(count, ms)` tells what it has come to, after a collection. */
import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { launchChromium } from "../../tests/support/browser.mjs";
import { startWorker } from "../../tests/support/workerd.mjs";

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const installed = dirname(dirname(fileURLToPath(import.meta.resolve("brivionix"))));

/** What the simulator serves to the page. */
export const STATICS = ["--www", file("."), "--pkg", installed];

/** Browsers open 6 connections to a host, and 256 in all: this many hosts, all of them this machine. */
const HOSTS = 43;
/** How many calls one request to the worker makes at a time. */
const CALLS_A_REQUEST = 10;

export const RUNTIMES = { node, chromium, workerd };

async function node({ url }) {
  const child = spawn(process.execPath, ["--expose-gc", file("node.mjs"), `${url}/v1`], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async round(count, ms) {
      child.stdin.write(`${JSON.stringify({ count, ms })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error("Node has ended.");
      return JSON.parse(value);
    },
    stop: async () => child.kill(),
  };
}

async function chromium({ url, port }) {
  const browser = await launchChromium();
  const page = await browser.newPage();
  const unhandled = [];
  page.on("pageerror", (error) => unhandled.push(error.message));
  const session = await page.context().newCDPSession(page);
  await page.goto(`${url}/page.html`);
  const hosts = Array.from({ length: HOSTS }, (_, at) => `http://s${at}.localhost:${port}/v1`);
  await page.evaluate(async (hosts) => {
    const { engine } = await import("/engine-watch.js");
    const { default: OpenAI } = await import("/pkg/dist/index.js");
    const { Traffic } = await import("/traffic.js");
    Object.assign(globalThis, { engine, traffic: new Traffic(OpenAI, hosts) });
  }, hosts);
  return {
    async round(count, ms) {
      await page.evaluate(([count, ms]) => traffic.run(count, ms), [count, ms]);
      await session.send("HeapProfiler.collectGarbage");
      const { usedSize } = await session.send("Runtime.getHeapUsage");
      const told = await page.evaluate(() => ({ ...traffic, ...engine.sample() }));
      return { ...told, unhandled, heap: usedSize };
    },
    stop: () => browser.close(),
  };
}

async function workerd({ url }) {
  const worker = await startWorker(file("worker.js"), {
    bindings: { BASE_URL: `${url}/v1` },
    inspectorPort: 0,
  });
  const inspector = await Inspector.connect(await worker.getInspectorURL()).catch(async (error) => {
    await worker.dispose();
    throw error;
  });
  const total = { endings: {}, wrong: [], started: 0, ended: 0, streams: 0 };
  const ask = async (count, ms) => {
    const body = JSON.stringify({ count, ms });
    return (await worker.dispatchFetch("http://worker/", { method: "POST", body })).json();
  };
  return {
    async round(count, ms) {
      const requests = Math.ceil(count / CALLS_A_REQUEST);
      const calls = Math.min(count, CALLS_A_REQUEST);
      const parts = await Promise.all(Array.from({ length: requests }, () => ask(calls, ms)));
      for (const part of parts) add(total, part);
      const heap = await inspector.heap();
      const { unhandled, decoders, mostDecoders, wasm } = await ask(0, 0);
      return { ...total, unhandled, heap, decoders, mostDecoders, wasm };
    },
    async stop() {
      inspector.close();
      await worker.dispose();
    },
  };
}

function add(total, { endings, wrong, started, ended, streams }) {
  total.started += started;
  total.ended += ended;
  total.streams += streams;
  total.wrong.push(...wrong);
  for (const [name, counts] of Object.entries(endings)) {
    total.endings[name] ??= {};
    for (const [ending, count] of Object.entries(counts)) {
      total.endings[name][ending] = (total.endings[name][ending] ?? 0) + count;
    }
  }
}

/** The developer tools of a worker. */
class Inspector {
  #socket;
  #pending = new Map();

  static async connect(url) {
    const list = new URL("/json", url);
    list.protocol = "http:";
    const targets = await (await fetch(list)).json();
    const { webSocketDebuggerUrl } = targets.find(({ id }) => id.startsWith("core:user"));
    const socket = new WebSocket(webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error("The worker's inspector does not answer."));
    });
    return new Inspector(socket);
  }

  constructor(socket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const { id, result } = JSON.parse(data);
      this.#pending.get(id)?.(result);
      this.#pending.delete(id);
    };
  }

  /** The bytes of the heap, after a collection: workerd does not tell when that has ended. */
  async heap() {
    this.send("HeapProfiler.collectGarbage");
    const sizes = [];
    for (let times = 0; times < 5; times++) {
      sizes.push((await this.send("Runtime.getHeapUsage")).usedSize);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return Math.min(...sizes);
  }

  send(method) {
    const id = Math.floor(Math.random() * 1e9);
    this.#socket.send(JSON.stringify({ id, method }));
    return new Promise((resolve) => this.#pending.set(id, resolve));
  }

  close() {
    this.#socket.close();
  }
}
