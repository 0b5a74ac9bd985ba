/**
 * Chunks as objects: parsed, or cloned from the chunk that their template was learned from.
 * `src/protocol/chunk_sink.rs` says what the ops mean.
 */
import { Decoder } from "./engine.js";
import { parseOrNothing } from "./json.js";

const UNREAD = 1;
const LEARNED = 0x40;
const FILLED = 0x80;
const WITH_OBFUSCATION = 0x20;
const SLOT = 0x1f;
const HAS_SIDE_BRANCHES = 0x80;

/** `Field` in `src/protocol/chunk.rs`. */
const TEXT_FIELDS = ["content", "refusal", "reasoning_content", "reasoning"] as const;

type Json = Record<string, unknown>;
interface Choice extends Json {
  delta: Json & { tool_calls?: [ToolCall] };
}
interface ToolCall extends Json {
  function: Json;
}
interface Chunk extends Json {
  choices: [Choice];
}

/** Makes a chunk with these strings in it. */
type Template = (delta: string, obfuscation: string | undefined) => Chunk;

/** Decodes a body into chunk objects. */
export class ChunkDecoder extends Decoder {
  readonly #chunks = new ChunkReader();

  constructor(eventLimit: number) {
    super((engine) => engine.chunks(eventLimit));
  }

  /** The chunks that the last call completed, in order. */
  items(): unknown[] {
    const items: unknown[] = [];
    this.#chunks.read(this, (chunk) => items.push(chunk));
    return items;
  }
}

/** Makes chunk objects of a sink's outputs. */
export class ChunkReader {
  readonly #templates: Template[] = [];
  /** The text that fills the chunk that is visited, where it comes from a template. */
  declare delta: string;

  /** Visits the chunks of the last call in order. `next` takes what follows one in its line. */
  read(decoder: Decoder, visit: (chunk: unknown, next: () => unknown) => void): void {
    const count = decoder.lengthOf(0);
    // Where events come in many reads, most of those complete none.
    if (count === 0) return;
    const lines = decoder.text(1).split("\n");
    const strings = toStrings(decoder.text(2));
    let line = 0;
    let string = 0;
    const next = () => JSON.parse(lines[line++] as string);
    for (let at = 0; at < count; at++) {
      const op = decoder.byte(0, at);
      if (op >= FILLED) {
        const fill = this.#templates[op & SLOT] as Template;
        this.delta = strings[string++] as string;
        visit(fill(this.delta, op & WITH_OBFUSCATION ? strings[string++] : undefined), next);
      } else if (op === UNREAD) {
        const item = parseOrNothing(lines[line] as string) as Chunk | undefined;
        if (!isPlain(item) && !decoder.review(line)) return;
        line += 1;
        visit(item, next);
      } else {
        const item = next();
        if (op >= LEARNED) {
          this.#templates[op & SLOT] = learn(item as Chunk, decoder.byte(0, ++at));
        }
        visit(item, next);
      }
    }
  }
}

/** Whether all that the engine could find in a chunk is that the answer goes on. */
function isPlain(chunk: Chunk | undefined): boolean {
  const choice = chunk?.choices?.[0];
  return (
    choice?.index === 0 &&
    chunk?.choices.length === 1 &&
    choice.finish_reason == null &&
    chunk.error == null &&
    chunk.object !== "error"
  );
}

/** Up to this length, and without escapes, splitting is faster than parsing. */
const SHORT = 64;

function toStrings(joined: string): string[] {
  return joined.length < SHORT && !joined.includes("\\")
    ? joined.split('","')
    : JSON.parse(`["${joined}"]`);
}

function learn(example: Chunk, shape: number): Template {
  // The example belongs to the user from now on, who may change it.
  const base = copy(example);
  const field = TEXT_FIELDS[shape & ~HAS_SIDE_BRANCHES];
  const fill = field ? fillText(base, field) : fillArguments(base);
  if (!(shape & HAS_SIDE_BRANCHES)) return fill;
  return (delta, obfuscation) => copy(fill(delta, obfuscation));
}

// Spreads keep the order of keys, copy a key named `__proto__` like any other, and are what
// engines clone fastest.

function fillText(base: Chunk, field: (typeof TEXT_FIELDS)[number]): Template {
  const [choice] = base.choices;
  if (field === "content") {
    return (content, obfuscation) =>
      withChoice(base, { ...choice, delta: { ...choice.delta, content } }, obfuscation);
  }
  return (text, obfuscation) =>
    withChoice(base, { ...choice, delta: { ...choice.delta, [field]: text } }, obfuscation);
}

function fillArguments(base: Chunk): Template {
  const [choice] = base.choices;
  const [call] = choice.delta.tool_calls as [ToolCall];
  return (text, obfuscation) => {
    const tool_calls: [ToolCall] = [{ ...call, function: { ...call.function, arguments: text } }];
    return withChoice(base, { ...choice, delta: { ...choice.delta, tool_calls } }, obfuscation);
  };
}

function withChoice(base: Chunk, choice: Choice, obfuscation: string | undefined): Chunk {
  return obfuscation === undefined
    ? { ...base, choices: [choice] }
    : { ...base, choices: [choice], obfuscation };
}

/** A deep copy of a JSON value. */
function copy<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copy) as T;
  const result = { ...value };
  for (const key in result) {
    if (typeof result[key] === "object") result[key] = copy(result[key]);
  }
  return result;
}
