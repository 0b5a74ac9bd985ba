// A reporter for node:test that writes one line of JSON: how many tests passed and failed, and the
// names of those that were skipped and of files that ran no test.
import { resolve } from "node:path";

export default async function* tally(events) {
  let passed = 0;
  let failed = 0;
  const skipped = [];
  const empty = [];
  for await (const { type, data } of events) {
    const ended = type === "test:pass" || type === "test:fail";
    if (!ended || data.details.type === "suite") continue;
    // A file that reports no test of its own is reported as a test with the file's name.
    const isFile = data.nesting === 0 && resolve(data.name) === data.file;
    if (data.skip !== undefined || data.todo !== undefined) skipped.push(data.name);
    else if (type === "test:fail") failed += 1;
    else if (isFile) empty.push(data.name);
    else passed += 1;
  }
  yield `${JSON.stringify({ passed, failed, skipped, empty })}\n`;
}
