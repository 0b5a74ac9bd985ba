/** Runs a script of the benches in a Node process of its own. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Resolves to the JSON that the script printed. */
export async function runScript(script, input) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await run(process.execPath, ["--expose-gc", file, JSON.stringify(input)]);
  return JSON.parse(stdout);
}
