/**
 * What the gateway costs in workerd over a worker that does nothing but forward: time to the first
 * byte of an answer, and CPU time of the process for each streamed event. Linux only.
 */
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleFile } from "../bundle.mjs";
import { median, ratio } from "../harness/statistics.mjs";
import { describeMachine } from "../machine.mjs";
import { cpuMicros } from "../runtimes/cpu-time.mjs";
import { renderTable } from "../table.mjs";

const CASES = ["bare", "gateway", "gateway, with onUsage"];
const ROUNDS = 7;
const STREAMS = 50;
const FIRST_BYTES = 300;

const program = fileURLToPath(new URL("../../node_modules/workerd/bin/workerd", import.meta.url));
const upstream = fork(fileURLToPath(new URL("upstream.mjs", import.meta.url)));
const [{ port, events }] = await once(upstream, "message");
const directory = mkdtempSync(join(tmpdir(), "gateway-"));
const workerd = await startWorkerd();
const agent = new Agent({ keepAlive: true, maxSockets: 1000 });

const cpu = Object.fromEntries(CASES.map((name) => [name, []]));
const wait = Object.fromEntries(CASES.map((name) => [name, []]));
for (let round = -1; round < ROUNDS; round += 1) {
  for (const name of CASES) {
    const start = cpuMicros(workerd.pid);
    await Promise.all(Array.from({ length: STREAMS }, () => ask(name)));
    if (round >= 0) cpu[name].push((cpuMicros(workerd.pid) - start) / (STREAMS * events));
  }
}
// In turns, so that what slows the machine down slows all of them.
for (let at = 0; at < FIRST_BYTES; at += 1) {
  for (const name of CASES) wait[name].push(await ask(name, { hangUp: true }));
}

workerd.kill();
upstream.kill();
rmSync(directory, { recursive: true });
const { date, cpu: processor, cores, versions } = describeMachine();
const rows = CASES.map((name) => [
  name,
  median(wait[name]).toFixed(2),
  (median(wait[name]) - median(wait.bare)).toFixed(2),
  median(cpu[name]).toFixed(1),
  ratio(cpu[name], cpu.bare).toFixed(2),
]);
const head = ["worker", "first byte, ms", "more, ms", "CPU per event, µs", "times bare"];
console.log(renderTable(`The gateway in workerd ${versions.workerd}`, head, rows));
console.log(`\n${date}, ${processor}, ${cores} cores`);

/** Asks, and resolves to the ms until the first byte of the body, of which the rest may be left. */
function ask(name, { hangUp = false } = {}) {
  const headers = {
    authorization: "Bearer token",
    "content-type": "application/json",
    "x-case": name,
  };
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port: workerd.port, agent, method: "POST", headers };
    const asked = request({ ...options, path: "/v1/chat/completions" }, (response) => {
      let first;
      response.on("data", () => {
        first ??= performance.now() - start;
        if (hangUp) asked.destroy();
      });
      response.on("close", () => (response.statusCode === 200 ? resolve(first) : reject(response)));
      response.on("error", () => {});
    });
    asked.on("error", reject);
    asked.end(JSON.stringify({ model: "m", messages: [], stream: true }));
  });
}

/** workerd by itself: Miniflare would put a worker of its own in between. */
async function startWorkerd() {
  const code = await bundleFile("gateway/worker.mjs", {
    conditions: ["workerd", "worker", "browser"],
  });
  writeFileSync(join(directory, "worker.js"), code);
  writeFileSync(
    join(directory, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  bindings = [(name = "UPSTREAM", text = "http://127.0.0.1:${port}")],
  compatibilityDate = "2026-01-01",
);`,
  );
  const stdio = ["ignore", "inherit", "inherit", "pipe"];
  const child = spawn(program, ["serve", join(directory, "config.capnp"), "--control-fd=3"], {
    stdio,
  });
  const [said] = await once(child.stdio[3], "data");
  return { pid: child.pid, port: JSON.parse(said).port, kill: () => child.kill() };
}
