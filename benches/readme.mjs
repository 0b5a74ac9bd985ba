/** The table in the README: the main ratios, sizes and starts of the run that was saved last. */
import { readFile, writeFile } from "node:fs/promises";
import { over, startOf } from "./report.mjs";
import { tableLines } from "./table.mjs";

const README = new URL("../README.md", import.meta.url);
const MARKED = /(<!-- bench -->\n).*?(<!-- \/bench -->)/s;

const RUNTIMES = { node: "Node", chromium: "Chromium", workerd: "workerd" };
const CASES = {
  "text/1-per-read": "text, one event a read",
  "text/16k": "text, reads of 16 KiB",
  "chunks/1-per-read": "chunks, one event a read",
  "chunks/16k": "chunks, reads of 16 KiB",
  "final/1-per-read": "whole answer with three tool calls, one event a read",
  "final/16k": "whole answer with three tool calls, reads of 16 KiB",
};
const DOWNLOADS = {
  brivionix: "brivionix with every helper, wasm inlined",
  "brivionix/core": "brivionix/core",
  "brivionix/slim": "brivionix/slim",
  openai: "openai",
};

/** Writes the table between its markers. */
export async function saveInReadme(results) {
  const readme = await readFile(README, "utf8");
  if (!MARKED.test(readme)) throw new Error("the README has no place for the table");
  const table = renderForReadme(results);
  await writeFile(
    README,
    readme.replace(MARKED, (_, start, end) => `${start}${table}\n${end}`),
  );
}

function renderForReadme({ machine, speed, sizes, cold }) {
  const { brivionix, openai } = machine.versions;
  const what = `brivionix ${brivionix}, openai ${openai}, ${machine.date}, ${machine.cpu}.`;
  const parts = [speed.length > 0 && speeds(speed), sizes && downloads(sizes, cold), what];
  return parts.filter(Boolean).join("\n\n");
}

/** "× over openai / × over a loop by hand". */
function speeds(speed) {
  const rows = Object.entries(CASES).map(([key, name]) => {
    const cells = Object.keys(RUNTIMES).map((runtime) => {
      const rows = speed.find((one) => one.runtime === runtime && one.key === key)?.rows;
      return `${over(rows, "openai")} / ${over(rows, "hand")}`;
    });
    return [name, ...cells];
  });
  const head = ["times as fast as `openai` / a loop by hand", ...Object.values(RUNTIMES)];
  return tableLines(head, rows).join("\n");
}

function downloads(sizes, cold) {
  const rows = Object.entries(DOWNLOADS).map(([name, key]) => {
    const start = startOf(cold?.chromium?.[name], "ready");
    return [`\`${name}\``, (sizes[key].brotli / 1000).toFixed(1), start];
  });
  const head = ["", "download, KB (Brotli)", "import to first request in Chromium, ms"];
  return tableLines(head, rows).join("\n");
}
