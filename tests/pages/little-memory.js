/** An engine that runs out of memory. */

const MEMORY_SECTION = 5;
const HAS_MAXIMUM = 1;
const PAGE = 65_536;
/** How many pages it gets besides those that it starts with. */
const SPARE_PAGES = 8;

/** What takes this many bytes is too much for it. */
export const TOO_MUCH = 2 * SPARE_PAGES * PAGE;

/** The module with a memory that cannot grow by much, as in a small machine. */
export function withLittleMemory(module) {
  const bytes = new Uint8Array(module);
  const header = 8;
  let section = header;
  for (;;) {
    const [size, content] = readNumber(bytes, section + 1);
    if (bytes[section] === MEMORY_SECTION) {
      // One memory, whose limits are a kind and a number of pages.
      const [pages] = readNumber(bytes, content + 2);
      const limits = [1, HAS_MAXIMUM, ...writeNumber(pages), ...writeNumber(pages + SPARE_PAGES)];
      const before = bytes.subarray(0, section);
      const after = bytes.subarray(content + size);
      return Uint8Array.of(...before, MEMORY_SECTION, limits.length, ...limits, ...after);
    }
    section = content + size;
  }
}

/** A number in LEB128, and where what follows it is. */
function readNumber(bytes, at) {
  const more = bytes[at] >= 0x80;
  const [rest, end] = more ? readNumber(bytes, at + 1) : [0, at + 1];
  return [(bytes[at] & 0x7f) + rest * 0x80, end];
}

function writeNumber(number) {
  return number < 0x80 ? [number] : [0x80 | (number & 0x7f), ...writeNumber(number >> 7)];
}
