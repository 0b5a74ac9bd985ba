/** Code blocks of Markdown files. */

/**
 * The fenced blocks of a text: `{ language, where, fault, code, line }`. The words after the language
 * say what runs the block, and which fault it meets: `js node`, `html page`, `js node 429`.
 */
export function codeBlocks(text) {
  const blocks = [];
  const fences = text.matchAll(/^( *)```(\w+)?(?: (\S+))?(?: (\S+))?\n([\s\S]*?)\n\1```$/gm);
  for (const { index, 1: indent, 2: language, 3: where, 4: fault, 5: indented } of fences) {
    const code = indented.replaceAll(`\n${indent}`, "\n");
    blocks.push({ language, where, fault, code, line: text.slice(0, index).split("\n").length });
  }
  return blocks;
}
