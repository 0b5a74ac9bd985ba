/**
 * JSON that is still arriving. `src/protocol/partial_json.rs` reads the text and says what to
 * change in the value; here it is changed.
 */
import { set } from "./edits.js";
import { Decoder } from "./engine.js";
import { OpenAIError } from "./errors.js";

/** How deep objects and arrays may stand inside each other. */
const DEPTH_LIMIT = 1_000;

enum Edit {
  OpenObject = 0,
  OpenArray = 1,
  Close = 2,
  Key = 3,
  Set = 4,
  Append = 5,
}

enum Status {
  Open = 0,
  Whole = 1,
  Invalid = 2,
  TooDeep = 3,
  InEscape = 4,
}

/** An object or an array that is still growing. */
type Growing = unknown[] | Record<string, unknown>;

/**
 * The best value so far of a JSON text that arrives in pieces, such as a structured answer or the
 * arguments of a tool call.
 *
 * Strings grow as they arrive; a number counts once something follows it. The value is one that
 * grows, not a new one for each piece, so that a long text costs no more in small pieces than in
 * large ones: take a `structuredClone` of a state to keep.
 *
 * ```js
 * const json = new PartialJson();
 * json.push('{"city":"Par'); // { city: "Par" }
 * json.push('is","days":[1'); // { city: "Paris", days: [] }
 * json.push("0]}"); // { city: "Paris", days: [10] }
 * ```
 */
export class PartialJson {
  #decoder: Decoder | undefined;
  readonly #root: { value?: unknown } = {};
  readonly #open: Growing[] = [this.#root];
  #key = "value";
  #status = Status.Open;

  constructor() {
    this.#decoder = new Decoder((engine) => engine.json(DEPTH_LIMIT));
  }

  /** The best value so far; `undefined` before the first character that tells. */
  get value(): unknown {
    return this.#root.value;
  }

  /** Whether the value is complete. */
  get done(): boolean {
    return this.#status === Status.Whole;
  }

  /**
   * Takes the next piece of the text; returns the best value so far.
   *
   * @throws {OpenAIError} where the text is not JSON or nested more than 1,000 deep, and ever after.
   * The value stays what it was before the first wrong character.
   */
  push(text: string): unknown {
    for (const part of text.split(/(\p{Surrogate})/u)) this.#take(part);
    return this.value;
  }

  /**
   * Takes the end of the text; returns the value, which is what `JSON.parse` makes of the text.
   *
   * @throws {OpenAIError} where the text is not JSON, or is cut off.
   */
  finish(): unknown {
    // Without anything around it, a number might have gone on.
    if (this.value === undefined) this.push(" ");
    if (!this.done) this.#fail("The JSON text is cut off.");
    this.#close();
    return this.value;
  }

  /** Takes a part, or half a surrogate pair. */
  #take(part: string): void {
    if (!this.#decoder) throw new OpenAIError("The JSON text has ended.");
    // Such a half cannot cross, its escape can: the other half may be in the next piece. Behind a
    // backslash the escape would be another text, and no half may stand.
    const escaped = this.#status === Status.InEscape ? "!" : escapeUnit;
    const text = part.replace(/\p{Surrogate}/u, escaped as typeof escapeUnit);
    this.#decoder.feed(new TextEncoder().encode(text));
    const edits = JSON.parse(this.#decoder.text(0));
    this.#status = edits.pop();
    this.#apply(edits);
    if (this.#status === Status.Invalid) this.#fail("The text is not JSON.");
    if (this.#status === Status.TooDeep) {
      this.#fail(`The JSON text is nested more than ${DEPTH_LIMIT} deep.`);
    }
  }

  #fail(message: string): never {
    this.#close();
    throw new OpenAIError(message);
  }

  #close(): void {
    this.#decoder?.close();
    this.#decoder = undefined;
  }

  #apply(edits: unknown[]): void {
    let at = 0;
    while (at < edits.length) {
      const edit = edits[at++] as Edit;
      if (edit === Edit.Close) this.#open.pop();
      else if (edit === Edit.OpenObject) this.#enter({});
      else if (edit === Edit.OpenArray) this.#enter([]);
      else if (edit === Edit.Key) this.#key = edits[at++] as string;
      else if (edit === Edit.Set) this.#set(edits[at++]);
      else this.#append(edits[at++] as string);
    }
  }

  #enter(value: Growing): void {
    this.#set(value);
    this.#open.push(value);
  }

  #set(value: unknown): void {
    const parent = this.#open.at(-1) as Growing;
    if (Array.isArray(parent)) parent.push(value);
    else set(parent, this.#key, value);
  }

  #append(text: string): void {
    const parent = this.#open.at(-1) as Record<string | number, string>;
    parent[Array.isArray(parent) ? parent.length - 1 : this.#key] += text;
  }
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16)}`;
}
