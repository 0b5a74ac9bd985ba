/** The usage in an answer that passes by, which is looked for once, at its end. */

/** What an answer has used, as the API says it. */
export interface Usage {
  /** Tokens of the request. */
  prompt_tokens: number;
  /** Tokens of the answer. */
  completion_tokens: number;
  /** Both. */
  total_tokens: number;
  /** Such as `prompt_tokens_details`. */
  [detail: string]: unknown;
}

/** Larger than whatever follows the beginning of a usage, by far. */
const KEPT = 8192;

/** The end of a body of any length. */
export class Tail {
  readonly #bytes = new Uint8Array(2 * KEPT);
  #length = 0;

  push(chunk: Uint8Array): void {
    const end = chunk.length > KEPT ? chunk.subarray(-KEPT) : chunk;
    if (this.#length + end.length > this.#bytes.length) {
      this.#bytes.copyWithin(0, this.#length - KEPT, this.#length);
      this.#length = KEPT;
    }
    this.#bytes.set(end, this.#length);
    this.#length += end.length;
  }

  /** The last usage in it. Texts cannot be taken for one: in JSON their quotes are escaped. */
  usage(): Usage | null {
    const text = new TextDecoder().decode(this.#bytes.subarray(0, this.#length));
    const starts = [...text.matchAll(/"usage"\s*:\s*(?=\{)/g)];
    const last = starts.at(-1);
    return last ? parseObject(text.slice(last.index + last[0].length)) : null;
  }
}

/** The object that a text begins with. */
function parseObject(text: string): Usage | null {
  for (const { index } of text.matchAll(/\}/g)) {
    try {
      return JSON.parse(text.slice(0, index + 1));
    } catch {
      // A brace inside.
    }
  }
  return null;
}
