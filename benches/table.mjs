/** Tables in Markdown; columns that hold numbers stand to the right. */

export function renderTable(title, head, rows) {
  return [`## ${title}`, "", ...tableLines(head, rows)].join("\n");
}

export function tableLines(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const isNumber = (cell) => cell === "–" || !Number.isNaN(Number(cell));
  const rule = head.map((_, column) => {
    return rows.every((row) => isNumber(row[column])) ? "---:" : "---";
  });
  return [line(head), line(rule), ...rows.map(line)];
}
