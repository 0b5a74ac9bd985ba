import { el } from "./dom.js";

/**
 * Inline Markdown as DOM nodes: emphasis, code, links, line breaks. HTML in the text stays text.
 */

const MAX_DEPTH = 8;
const MAX_LINK_TEXT = 1000;
const LINK_TARGET = /\(\s*<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s+"[^"]*")?\s*\)/y;
const AUTO_LINK = /<((?:https?:\/\/|mailto:)[^\s<>]+)>/y;
const BARE_LINK = /https?:\/\/[^\s<>"`]+/y;
const ESCAPABLE = /[!-/:-@[-`{-~]/;
const WORD = /[\p{L}\p{N}_]/u;

const MARKS = {
  "*": { "***": ["strong", "em"], "**": ["strong"], "*": ["em"] },
  _: { __: ["strong"], _: ["em"] },
  "~": { "~~": ["del"] },
};

const READERS = {
  "\\": readEscape,
  "`": readCode,
  "*": readEmphasis,
  _: readEmphasis,
  "~": readEmphasis,
  "[": readLink,
  "!": readImage,
  "<": readAutoLink,
  h: readBareLink,
  "\n": (_text, at) => ({ node: el("br"), end: at + 1 }),
};

/**
 * @param {string} text
 * @param {{ depth: number, inLink: boolean }} [outer] where the text stands
 * @returns {(Node | string)[]}
 */
export function inlineNodes(text, { depth, inLink } = { depth: 0, inLink: false }) {
  const nodes = [];
  // `hopeless` remembers marks that have no closer further on, so that a text full of unclosed
  // marks is not searched to its end once per mark.
  const context = { depth, inLink, spans: codeSpans(text), hopeless: new Set() };
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const found = depth < MAX_DEPTH ? READERS[text[at]]?.(text, at, context) : null;
    if (!found) {
      plain += text[at++];
      continue;
    }
    if (plain) nodes.push(plain);
    plain = "";
    nodes.push(found.node);
    at = found.end;
  }
  if (plain) nodes.push(plain);
  return nodes;
}

/**
 * @param {string} href
 * @returns {string | null} the address when it is safe to follow
 */
export function safeHref(href) {
  if (!/^(?:https?:\/\/|mailto:)/i.test(href)) return null;
  try {
    const { protocol } = new URL(href);
    return ["http:", "https:", "mailto:"].includes(protocol) ? href : null;
  } catch {
    return null;
  }
}

function link(href, children) {
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** Every code span, by the offset of its opening backticks. */
function codeSpans(text) {
  const runs = [...text.matchAll(/`+/g)];
  const closers = new Map();
  const nextOfSameLength = new Array(runs.length);
  for (let i = runs.length - 1; i >= 0; i--) {
    nextOfSameLength[i] = closers.get(runs[i][0].length);
    closers.set(runs[i][0].length, i);
  }
  const spans = new Map();
  for (let i = 0; i < runs.length; i++) {
    const close = nextOfSameLength[i];
    if (close === undefined) continue;
    const length = runs[i][0].length;
    const from = runs[i].index + length;
    const to = runs[close].index;
    spans.set(runs[i].index, { text: text.slice(from, to), end: to + length });
    i = close;
  }
  return spans;
}

function readEscape(text, at) {
  const next = text[at + 1];
  if (next === "\n") return { node: el("br"), end: at + 2 };
  return next && ESCAPABLE.test(next) ? { node: next, end: at + 2 } : null;
}

function readCode(text, at, { spans }) {
  const span = spans.get(at);
  if (span) {
    const padded = /^ .*\S.* $/s.test(span.text);
    const code = padded ? span.text.slice(1, -1) : span.text;
    return { node: el("code", { text: code }), end: span.end };
  }
  const run = /`+/y;
  run.lastIndex = at;
  const [ticks] = run.exec(text);
  return { node: ticks, end: at + ticks.length };
}

function readEmphasis(text, at, context) {
  if (text[at] === "_" && WORD.test(text[at - 1] ?? " ")) return null;
  for (const [mark, tags] of Object.entries(MARKS[text[at]])) {
    if (!text.startsWith(mark, at)) continue;
    const from = at + mark.length;
    const to = findCloser(text, from, mark, context);
    if (to < 0) continue;
    const nodes = innerNodes(text.slice(from, to), context);
    return { node: wrap(nodes, tags), end: to + mark.length };
  }
  return null;
}

function innerNodes(text, { depth, inLink }) {
  return inlineNodes(text, { depth: depth + 1, inLink });
}

function wrap(nodes, [outer, inner]) {
  return el(outer, {}, ...(inner ? [el(inner, {}, ...nodes)] : nodes));
}

function findCloser(text, from, mark, { spans, hopeless }) {
  if (hopeless.has(mark) || /^\s?$/.test(text[from] ?? "")) return -1;
  let at = from;
  while (at < text.length) {
    const span = spans.get(at);
    if (span) at = span.end;
    else if (text[at] === "\\") at += 2;
    else if (closesAt(text, at, from, mark)) return at;
    else at += text[at] === mark[0] ? runLength(text, at) : 1;
  }
  hopeless.add(mark);
  return -1;
}

function closesAt(text, at, from, mark) {
  if (at === from || !text.startsWith(mark, at) || /\s/.test(text[at - 1])) return false;
  // A single mark is not closed by half of a double one.
  if (mark.length === 1 && runLength(text, at) === 2) return false;
  return mark[0] !== "_" || !WORD.test(text[at + mark.length] ?? " ");
}

function runLength(text, at) {
  let end = at;
  while (text[end] === text[at]) end++;
  return end - at;
}

function readLink(text, at, context) {
  const close = context.inLink ? -1 : closingBracket(text, at);
  if (close < 0) return null;
  LINK_TARGET.lastIndex = close + 1;
  const target = LINK_TARGET.exec(text);
  const href = target && safeHref(target[1]);
  if (!href) return null;
  const end = LINK_TARGET.lastIndex;
  const children = innerNodes(text.slice(at + 1, close), { ...context, inLink: true });
  return { node: link(href, children.length ? children : [href]), end };
}

/** An image is offered as a link: loading it would tell its host who is reading. */
function readImage(text, at, context) {
  return text[at + 1] === "[" ? readLink(text, at + 1, context) : null;
}

function closingBracket(text, at) {
  let open = 0;
  const limit = Math.min(text.length, at + MAX_LINK_TEXT);
  for (let i = at; i < limit; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "[") open++;
    else if (text[i] === "]" && --open === 0) return i;
  }
  return -1;
}

function readAutoLink(text, at, { inLink }) {
  AUTO_LINK.lastIndex = at;
  const match = inLink ? null : AUTO_LINK.exec(text);
  const href = match && safeHref(match[1]);
  return href ? { node: link(href, [match[1]]), end: AUTO_LINK.lastIndex } : null;
}

function readBareLink(text, at, { inLink }) {
  if (inLink || WORD.test(text[at - 1] ?? " ")) return null;
  BARE_LINK.lastIndex = at;
  const match = BARE_LINK.exec(text);
  if (!match) return null;
  let url = match[0].replace(/[.,;:!?*_~'\]]+$/, "");
  if (url.endsWith(")") && !url.includes("(")) url = url.slice(0, -1);
  const href = safeHref(url);
  return href ? { node: link(href, [url]), end: at + url.length } : null;
}
