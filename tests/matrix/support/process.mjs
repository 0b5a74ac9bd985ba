/** The programs that the apps are built and run with. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * The environment that tools run in: that of a terminal in a new project, with the Node that runs
 * the tests, since some tools want a newer one than the machine's.
 */
function environment(env) {
  const { BRIVIONIX_SIMULATOR, BRIVIONIX_TARBALL, NODE_TEST_CONTEXT, ...inherited } = process.env;
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
  return { ...inherited, PATH, CI: "1", NO_COLOR: "1", NO_UPDATE_NOTIFIER: "1", ...env };
}

/** Runs a program to its end; resolves to what it printed. */
export async function execute(command, args, { cwd, env } = {}) {
  try {
    const { stdout } = await run(command, args, {
      cwd,
      env: environment(env),
      maxBuffer: 2 ** 26,
    });
    return stdout;
  } catch ({ message, stdout, stderr }) {
    throw new Error(`${message}\n${stdout}\n${stderr}`);
  }
}

/**
 * Starts a server, and waits until it prints something that `ready` matches; calls `use` with the
 * match, and ends the server and all that it has started.
 */
export async function withServer(command, args, { cwd, env, ready }, use) {
  // A group of its own: tools start others, which would be left over.
  const child = spawn(command, args, {
    cwd,
    env: environment(env),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const exited = once(child, "exit");
  try {
    return await use(await announced(child, ready));
  } finally {
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
    await exited;
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
