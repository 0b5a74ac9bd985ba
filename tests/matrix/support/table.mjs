/** The table in the README. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";

const README = new URL("../../../README.md", import.meta.url);
const MARKED = /(<!-- matrix -->\n)(.*?)(<!-- \/matrix -->)/s;

/**
 * Compares the README's table with that of the rows, each of which has been checked to be as it
 * says. Outside CI a table that differs is written anew, to be looked at and committed.
 */
export async function checkTable(rows) {
  const readme = await readFile(README, "utf8");
  const table = render(rows);
  const [, , shown] = MARKED.exec(readme) ?? assert.fail("The README has no place for the table.");
  if (shown !== table && !process.env.CI) {
    await writeFile(
      README,
      readme.replace(MARKED, (_, start, __, end) => start + table + end),
    );
  }
  assert.equal(shown, table, "The README's table was another; outside CI it has been rewritten.");
}

/** A line for each runtime or tool and outcome. */
function render(rows) {
  const lines = new Map();
  for (const { what, how, limit = "works" } of rows) {
    const key = JSON.stringify([what, limit]);
    lines.set(key, [...(lines.get(key) ?? []), how]);
  }
  const body = [...lines].map(([key, hows]) => {
    const [what, outcome] = JSON.parse(key);
    return `| ${what} | ${hows.join("; ")} | ${outcome} |`;
  });
  return `${["| where | how | streaming a chat |", "|---|---|---|", ...body].join("\n")}\n`;
}
