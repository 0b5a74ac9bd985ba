/** The programs that the apps are built and run with. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

/**
 * The environment that tools run in: that of a terminal in a new project, with the Node that runs
 * the tests, since some tools want a newer one than the machine's.
 */
function environment(env) {
  const { BRIVIONIX_SIMULATOR, BRIVIONIX_TARBALL, NODE_TEST_CONTEXT, ...inherited } = process.env;
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
  return { ...inherited, PATH, CI: "1", NO_COLOR: "1", NO_UPDATE_NOTIFIER: "1", ...env };
}

/** What no program takes that still does something, in milliseconds. */
const LIMIT = 240_000;

/**
 * Runs a program to its end; resolves to what it printed. One that does not end is ended, with all
 * that it has started: what is left running would keep the whole test run from ending.
 */
export async function execute(command, args, { cwd, env } = {}) {
  const child = start(command, args, { cwd, env });
  const printed = [text(child.stdout), text(child.stderr)];
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    end(child, "SIGKILL");
  }, LIMIT);
  try {
    const [code, signal] = await once(child, "close");
    if (code === 0) return await printed[0];
    const how = late ? `did not end in ${LIMIT / 1000} s` : `ended with ${code ?? signal}`;
    throw new Error([`${command} ${how}`, ...(await Promise.all(printed))].join("\n"));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Starts a server, and waits until it prints something that `ready` matches; calls `use` with the
 * match, and ends the server and all that it has started.
 */
export async function withServer(command, args, { cwd, env, ready }, use) {
  const child = start(command, args, { cwd, env });
  const exited = once(child, "exit");
  try {
    return await use(await announced(child, ready));
  } finally {
    end(child, "SIGTERM");
    await exited;
  }
}

function start(command, args, { cwd, env }) {
  return spawn(command, args, {
    cwd,
    env: environment(env),
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: tools start others, which would be left over.
    detached: true,
  });
}

function end(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function announced(child, ready) {
  const printed = [];
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        printed.push(line);
        const match = ready.exec(line);
        if (match) resolve(match);
      });
    }
    child.once("error", reject);
    child.once("exit", () => {
      reject(new Error(`${child.spawnfile} ended before it was ready:\n${printed.join("\n")}`));
    });
  });
}
