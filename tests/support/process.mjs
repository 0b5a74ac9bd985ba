/** Running a script in a Node process of its own. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const repository = fileURLToPath(new URL("../..", import.meta.url));

/** The Node on this machine, besides the one that runs the tests. */
export const systemNode = process.env.BRIVIONIX_SYSTEM_NODE ?? "node";

/**
 * Runs `source` as an ES module; resolves to what it printed. Rejects where it failed, or did not
 * end within `timeout` ms.
 */
export async function runModule(source, options = {}) {
  const { node = process.execPath, env = {}, name = "main.mjs", timeout = 240_000 } = options;
  // Inside the repository, so that imports find the installed package.
  const directory = await mkdtemp(join(repository, "target/module-"));
  try {
    const file = join(directory, name);
    await writeFile(file, source);
    const { stdout } = await run(node, [file], {
      env: { PATH: process.env.PATH, ...env },
      timeout,
    });
    return stdout;
  } finally {
    await rm(directory, { recursive: true });
  }
}
