/** The simulator as tests use it: one of their own, on a free port. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The path of the simulator's program. */
export const simulatorProgram =
  process.env.BRIVIONIX_SIMULATOR ??
  fileURLToPath(new URL("../../target/debug/simulator", import.meta.url));

/**
 * Starts a simulator that keeps every request, unless `inspect` is false. `args` are further
 * arguments, `env` further environment variables, `pace` is the pause between events in ms.
 */
export async function startSimulator({ args = [], env = {}, pace = 0, inspect = true } = {}) {
  if (!existsSync(simulatorProgram)) {
    throw new Error(
      `No simulator at ${simulatorProgram}; run \`cargo build -p brivionix-simulator\`.`,
    );
  }
  const fixed = ["--port", "0", "--exit-on-stdin-close", "--pace", String(pace)];
  if (inspect) fixed.push("--inspect");
  // It goes when its stdin closes, so that it never outlives the tests.
  const child = spawn(simulatorProgram, [...fixed, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const url = await addressOf(child);
  // Where a filter leaves a file without a test, hooks begin all the same and must not hold it up.
  for (const handle of [child, child.stdin, child.stdout]) handle.unref();
  const look = async (path) => (await fetch(url + path)).json();
  return {
    url,
    port: Number(new URL(url).port),
    /** Every request so far, oldest first. */
    requests: () => look("/__sim/requests"),
    clearRequests: () => fetch(`${url}/__sim/requests`, { method: "DELETE" }),
    /** How many streams are open, completed, cancelled. */
    stats: () => look("/__sim/stats"),
    async stop() {
      child.ref();
      child.stdin.end();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

async function addressOf(child) {
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const [, url] = /^listening on (\S+)$/.exec(line) ?? [];
    if (url) return url;
  }
  throw new Error("The simulator ended before it listened.");
}
