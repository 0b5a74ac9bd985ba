/**
 * The block structure of Markdown text, as plain data.
 *
 * @typedef {{ line: number, start: number } & (
 *   | { kind: "paragraph", text: string }
 *   | { kind: "heading", level: number, text: string }
 *   | { kind: "rule" }
 *   | { kind: "code", language: string, text: string }
 *   | { kind: "quote", blocks: Block[] }
 *   | { kind: "list", ordered: boolean, first: number, items: Block[][] }
 *   | { kind: "table", align: string[], head: string[], rows: string[][] }
 * )} Block
 */

const FENCE = /^( {0,3})(`{3,}|~{3,})[ \t]*([^`]*)$/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])([ \t]+|$)/;
const TABLE_RULE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** Text nested deeper than this stays text, so hostile input cannot exhaust the stack. */
const MAX_DEPTH = 12;

const READERS = [readFence, readHeading, readRule, readQuote, readList, readTable];

/**
 * @param {string} source
 * @returns {Block[]} in order; `start` is the offset of the block's first line in `source`
 */
export function parseBlocks(source) {
  const lines = source.split("\n");
  const blocks = parseLines(lines, 0);
  let line = 0;
  let offset = 0;
  for (const block of blocks) {
    for (; line < block.line; line++) offset += lines[line].length + 1;
    block.start = offset;
  }
  return blocks;
}

function parseLines(lines, depth) {
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    if (isBlank(lines[at])) {
      at++;
      continue;
    }
    const { block, next } = readBlock(lines, at, depth);
    blocks.push({ ...block, line: at, start: 0 });
    at = next;
  }
  return blocks;
}

function readBlock(lines, at, depth) {
  if (depth < MAX_DEPTH) {
    for (const read of READERS) {
      const found = read(lines, at, depth);
      if (found) return found;
    }
  }
  return readParagraph(lines, at);
}

function readFence(lines, at) {
  const open = FENCE.exec(lines[at]);
  if (!open) return null;
  const [, indent, fence, info] = open;
  const close = new RegExp(`^ {0,3}\\${fence[0]}{${fence.length},}[ \\t]*$`);
  const body = [];
  let next = at + 1;
  while (next < lines.length && !close.test(lines[next])) {
    body.push(dedent(lines[next], indent.length));
    next++;
  }
  const language = info.trim().split(/\s+/)[0];
  return { block: { kind: "code", language, text: body.join("\n") }, next: next + 1 };
}

function readHeading(lines, at) {
  const match = HEADING.exec(lines[at]);
  if (!match) return null;
  const text = (match[2] ?? "").replace(/[ \t]+#*[ \t]*$/, "");
  return { block: { kind: "heading", level: match[1].length, text }, next: at + 1 };
}

function readRule(lines, at) {
  return RULE.test(lines[at]) ? { block: { kind: "rule" }, next: at + 1 } : null;
}

function readQuote(lines, at, depth) {
  if (!QUOTE.test(lines[at])) return null;
  const body = [];
  let next = at;
  while (next < lines.length && QUOTE.test(lines[next])) {
    body.push(lines[next].replace(QUOTE, ""));
    next++;
  }
  return { block: { kind: "quote", blocks: parseLines(body, depth + 1) }, next };
}

function readList(lines, at, depth) {
  const first = ITEM.exec(lines[at]);
  if (!first) return null;
  const kind = markerKind(first[2]);
  const base = first[1].length;
  const items = [];
  let next = at;
  while (next < lines.length) {
    const match = ITEM.exec(lines[next]);
    if (!match || markerKind(match[2]) !== kind || match[1].length >= base + 2) break;
    const item = readItem(lines, next, match, base);
    items.push(parseLines(item.body, depth + 1));
    next = skipBlank(lines, item.next);
  }
  const ordered = kind === "." || kind === ")";
  const start = ordered ? Number.parseInt(first[2], 10) : 1;
  return { block: { kind: "list", ordered, first: start, items }, next };
}

/** One list item: its first line and what belongs to it by indentation. */
function readItem(lines, at, match, base) {
  const width = match[0].length;
  const body = [lines[at].slice(width)];
  let next = at + 1;
  while (next < lines.length) {
    const upcoming = skipBlank(lines, next);
    if (upcoming === lines.length) break;
    const line = lines[upcoming];
    // Two columns are enough: models often indent by two under "1. ".
    const belongs = indentOf(line) >= base + 2;
    const lazy =
      upcoming === next && !startsBlock(line) && !ITEM.test(line) && !isBlank(body.at(-1));
    if (!belongs && !lazy) break;
    for (; next < upcoming; next++) body.push("");
    body.push(dedent(line, width));
    next++;
  }
  return { body, next };
}

function readTable(lines, at) {
  const rule = lines[at + 1];
  if (!lines[at].includes("|") || rule === undefined || !TABLE_RULE.test(rule)) return null;
  const head = splitRow(lines[at]);
  const marks = splitRow(rule);
  if (marks.length !== head.length) return null;
  const rows = [];
  let next = at + 2;
  while (next < lines.length && lines[next].includes("|") && !isBlank(lines[next])) {
    const cells = splitRow(lines[next]);
    rows.push(head.map((_, column) => cells[column] ?? ""));
    next++;
  }
  return { block: { kind: "table", align: marks.map(alignment), head, rows }, next };
}

function readParagraph(lines, at) {
  const body = [lines[at].trim()];
  let next = at + 1;
  while (next < lines.length && !isBlank(lines[next]) && !interruptsParagraph(lines, next)) {
    body.push(lines[next].trim());
    next++;
  }
  return { block: { kind: "paragraph", text: body.join("\n") }, next };
}

function interruptsParagraph(lines, at) {
  return startsBlock(lines[at]) || readTable(lines, at) !== null;
}

function startsBlock(line) {
  if (FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line)) return true;
  const item = ITEM.exec(line);
  // "1986. A year" inside a paragraph is a sentence, not a list.
  return item !== null && item[0].length < line.length && /^(?:[-*+]|1[.)])$/.test(item[2]);
}

function splitRow(line) {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function alignment(mark) {
  if (mark.endsWith(":")) return mark.startsWith(":") ? "center" : "end";
  return "start";
}

function markerKind(marker) {
  return marker.at(-1);
}

function isBlank(line) {
  return line.trim() === "";
}

function skipBlank(lines, at) {
  let next = at;
  while (next < lines.length && isBlank(lines[next])) next++;
  return next;
}

function indentOf(line) {
  return line.length - line.trimStart().length;
}

function dedent(line, columns) {
  return line.slice(Math.min(columns, indentOf(line)));
}
