/** Random pieces of text, as a model's tokens are. */

const PLAIN =
  " the, of, and, to, in, is, that, for, it, as, was, with, be, by, on, not, he, his, are, at, this, have, from, which, one, had, model, stream, tokens, answer, because, between, .,,,:,-ing,-tion,ed".split(
    ",",
  );
const SPECIAL = [
  ..."日本語世界你好文字流 안녕하세요".replaceAll(" ", ""),
  " Zürich",
  " café",
  " naïve",
  " größer",
  "é",
  "🌍",
  "😀",
  "👩‍💻",
  " 🚀",
  "\n",
  "\n\n",
  "\t",
  '"',
  ' "quoted',
  "\\",
  "C:\\",
  '{"',
  '":',
];
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** A token of a text: mostly English, every fifth needs more than one byte or an escape. */
export function drawToken(random) {
  const from = random(5) === 0 ? SPECIAL : PLAIN;
  return from[random(from.length)];
}

/** Letters and digits. */
export function drawWord(random, length) {
  let word = "";
  while (word.length < length) word += LETTERS[random(LETTERS.length)];
  return word;
}

/** The JSON text of a tool call's arguments in `count` pieces of a few characters. */
export function cutToolArguments(count, random) {
  const notes = [];
  const pieces = [];
  // As much as makes four characters a piece; the last piece takes what is left.
  for (let length = 0; length < count * 4; ) {
    const note = Array.from({ length: 1 + random(8) }, () => drawToken(random)).join("");
    notes.push(note);
    length += note.length + 3;
  }
  const characters = [...JSON.stringify({ city: "Zürich", notes })];
  let at = 0;
  while (pieces.length < count - 1) {
    const left = count - pieces.length;
    const most = Math.max(1, Math.floor(((characters.length - at) / left) * 2) - 1);
    const end = at + 1 + random(most);
    pieces.push(characters.slice(at, end).join(""));
    at = end;
  }
  pieces.push(characters.slice(at).join(""));
  return pieces;
}
