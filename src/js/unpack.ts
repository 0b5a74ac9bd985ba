/**
 * The engine from the text it travels in; `xtask/src/inline.rs` makes it.
 *
 * Base64 would do the same with no code of ours, but it shifts the bytes against each other, and
 * what was compressible is not any more: it costs a third of the download, this three per cent.
 */

/** What `!` stands for: a backslash would have to be escaped. */
const BACKSLASH = 57;
const FIRST = 35;
const SINGLES = 90;
const DIGITS = 92;

/** A byte is one digit, or two from {@link SINGLES} on. */
export function unpack(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let at = 0;
  const digit = () => {
    const value = text.charCodeAt(at++) - FIRST;
    return value < 0 ? BACKSLASH : value;
  };
  while (at < text.length) {
    const high = digit();
    bytes[length++] = high < SINGLES ? high : SINGLES + (high - SINGLES) * DIGITS + digit();
  }
  return bytes.subarray(0, length);
}
