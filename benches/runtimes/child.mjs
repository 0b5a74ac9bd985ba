/** Runs a script of the benches in a Node process of its own. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Far more than any script takes. */
const MOST_MS = 240_000;

/** Resolves to the JSON that the script printed. */
export async function runScript(script, input) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const args = ["--expose-gc", file, JSON.stringify(input)];
  const { stdout } = await run(process.execPath, args, { timeout: MOST_MS }).catch(explain);
  return JSON.parse(stdout);
}

/** The message of a failed command quotes all of its source that Node shows, bundles included. */
function explain({ killed, stderr, message }) {
  if (killed) throw new Error(`took more than ${MOST_MS / 1000} s`);
  throw new Error(/^\w*Error: .*$/m.exec(stderr)?.[0] ?? message);
}
