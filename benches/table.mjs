/** A Markdown table under a heading; cells that hold numbers stand to the right. */
export function renderTable(title, head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const isNumber = (cell) => cell === "–" || !Number.isNaN(Number(cell));
  const rule = head.map((_, column) => {
    return rows.every((row) => isNumber(row[column])) ? "---:" : "---";
  });
  return [`## ${title}`, "", line(head), line(rule), ...rows.map(line)].join("\n");
}
