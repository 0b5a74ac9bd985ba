/** The simulator as tests use it: one of their own, on a free port. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const binary =
  process.env.BRIVIONIX_SIMULATOR ??
  fileURLToPath(new URL("../../target/debug/simulator", import.meta.url));

/**
 * Starts a simulator that keeps every request. `args` are further arguments, `pace` is the pause
 * between streamed events in ms.
 */
export async function startSimulator({ args = [], pace = 0 } = {}) {
  if (!existsSync(binary)) {
    throw new Error(`No simulator at ${binary}; run \`cargo build -p brivionix-simulator\`.`);
  }
  const fixed = ["--port", "0", "--inspect", "--exit-on-stdin-close", "--pace", String(pace)];
  // It goes when its stdin closes, so that it never outlives the tests.
  const child = spawn(binary, [...fixed, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const url = await addressOf(child);
  const inspect = async (path, method = "GET") => (await fetch(url + path, { method })).json();
  return {
    url,
    port: Number(new URL(url).port),
    /** Every request so far, oldest first. */
    requests: () => inspect("/__sim/requests"),
    clearRequests: () => fetch(`${url}/__sim/requests`, { method: "DELETE" }),
    /** How many streams are open, completed, cancelled. */
    stats: () => inspect("/__sim/stats"),
    async stop() {
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
