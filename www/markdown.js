import { copyButton } from "./copy.js";
import { el } from "./dom.js";
import { parseBlocks } from "./markdown-blocks.js";
import { inlineNodes } from "./markdown-inline.js";

/**
 * Shows Markdown text that grows at its end. Blocks that can no longer change are built once;
 * only what follows them is parsed and built again.
 */
export class MarkdownView {
  #root;
  #shown = "";
  #settled = 0;
  /** Elements of the blocks that may still change. */
  #open = [];

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** @param {string} text all the text so far */
  update(text) {
    if (text === this.#shown) return;
    this.#shown = text;
    const blocks = parseBlocks(text.slice(this.#settled));
    const elements = blocks.map((block, index) => this.#reuse(block, index) ?? blockNode(block));
    this.#place(elements);
    const keep = settledCount(blocks, text.slice(this.#settled));
    if (keep > 0) this.#settled += blocks[keep].start;
    this.#open = elements.slice(keep);
  }

  /** A growing code block keeps its element, with its copy button and scroll position. */
  #reuse(block, index) {
    const shown = this.#open[index];
    if (block.kind !== "code" || shown?.dataset.language !== block.language) return null;
    const code = shown.querySelector("code");
    if (code.textContent !== block.text) code.textContent = block.text;
    return shown;
  }

  #place(elements) {
    for (const old of this.#open) if (!elements.includes(old)) old.remove();
    let next = null;
    for (const element of elements.toReversed()) {
      // Moving an element that is in place already would lose its focus and scroll position.
      const placed = element.parentNode === this.#root && element.nextSibling === next;
      if (!placed) this.#root.insertBefore(element, next);
      next = element;
    }
  }
}

/** How many leading blocks no further text can change. */
function settledCount(blocks, text) {
  if (blocks.length === 0) return 0;
  const { kind, start } = blocks.at(-1);
  // An unfinished first line says too little: "2" may become "2. next", which extends a list above.
  // A table begins with two such lines: "-" below "a | b" may become "- item" and make no table.
  const firstLine = kind === "table" ? text.indexOf("\n", start) + 1 : start;
  const unfinished = !text.includes("\n", firstLine);
  return Math.max(0, blocks.length - (unfinished ? 2 : 1));
}

/** @type {Record<string, (block: any) => HTMLElement>} */
const BUILDERS = {
  paragraph: (block) => el("p", {}, ...inlineNodes(block.text)),
  // The page's own headings are h1 and h2, so an answer's start at h3.
  heading: (block) => el(`h${Math.min(6, block.level + 2)}`, {}, ...inlineNodes(block.text)),
  rule: () => el("hr"),
  quote: (block) => el("blockquote", {}, ...block.blocks.map(blockNode)),
  code: codeNode,
  list: listNode,
  table: tableNode,
};

function blockNode(block) {
  return BUILDERS[block.kind](block);
}

function codeNode({ language, text }) {
  const code = el("code", { text });
  const label = language || "text";
  return el(
    "figure",
    { class: "code", "data-language": language },
    el(
      "figcaption",
      {},
      el("span", { text: label }),
      copyButton("Copy code", () => code.textContent),
    ),
    el("pre", { tabindex: "0", role: "region", "aria-label": `Code, ${label}` }, code),
  );
}

function listNode({ ordered, first, items }) {
  const dir = "auto";
  const list = ordered ? el("ol", { dir, start: first === 1 ? null : first }) : el("ul", { dir });
  list.append(...items.map((blocks) => el("li", {}, ...itemNodes(blocks))));
  return list;
}

/** The text of a plain item sits in the item itself, so that short lists stay tight. */
function itemNodes(blocks) {
  return blocks.flatMap((block, index) =>
    index === 0 && block.kind === "paragraph" ? inlineNodes(block.text) : [blockNode(block)],
  );
}

function tableNode({ align, head, rows }) {
  const cell = (tag, text, column) =>
    el(tag, { class: `align-${align[column]}` }, ...inlineNodes(text));
  const row = (tag, cells) => el("tr", {}, ...cells.map((text, i) => cell(tag, text, i)));
  const table = el(
    "table",
    {},
    el("thead", {}, row("th", head)),
    el("tbody", {}, ...rows.map((cells) => row("td", cells))),
  );
  return el("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Table" }, table);
}
