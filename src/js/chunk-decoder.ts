/**
 * Chunks as objects: parsed, or cloned from the chunk that their template was learned from.
 * `src/protocol/chunk_sink.rs` says what the ops mean.
 */
import { Decoder } from "./engine.js";

const LEARNED = 0x40;
const FILLED = 0x80;
const SLOT = 0x3f;
const FLAG = 0x80;
const NONE: never[] = [];

type Json = Record<string, unknown>;
interface Choice extends Json {
  delta: Json;
}
interface ToolCall extends Json {
  function: Json;
}
interface Chunk extends Json {
  choices: [Choice];
}

/** Where a template has another value in every chunk. */
interface Hole {
  /** `Level` in `src/protocol/chunk.rs`. */
  level: number;
  key: string;
  /** Whether it is filled with a text; so are all holes of a template, or none. */
  isText: boolean;
}

/** A chunk to be cloned with other values in its holes. */
interface Template {
  base: Chunk;
  holes: Hole[];
  /** The highest level of them. */
  deepest: number;
  /** Whether the content is all that differs, and perhaps the padding after it. */
  isUsual: boolean;
  /** Whether it holds objects that clones must not share and that no hole is in. */
  hasSideBranches: boolean;
}

/** Decodes a body into chunk objects. */
export class ChunkDecoder extends Decoder {
  readonly #chunks = new ChunkReader();

  constructor(eventLimit: number) {
    super((engine) => engine.chunks(eventLimit));
  }

  /** The chunks that the last call completed, in order. */
  items(): unknown[] {
    // Most reads complete none or one, for which growing a list would take room for 17.
    let items: unknown[] | undefined;
    this.#chunks.read(this, (chunk) => {
      if (items) items.push(chunk);
      else items = [chunk];
    });
    return items ?? NONE;
  }
}

/** Makes chunk objects of a sink's outputs. */
export class ChunkReader {
  readonly #templates: Template[] = [];
  /** The text that fills the chunk that is visited, where it comes from a template. */
  declare delta: string;

  /** Visits the chunks of the last call in order. `next` takes the value that follows one. */
  read(decoder: Decoder, visit: (chunk: unknown, next: () => unknown) => void): void {
    const count = decoder.lengthOf(0);
    // Where events come in many reads, most of those complete none.
    if (count === 0) return;
    const templates = this.#templates;
    const json = decoder.text(1);
    const values = json && JSON.parse(json);
    let value = 0;
    const next = () => values[value++];
    const nextString = reader(decoder.text(2));
    for (let at = 0; at < count; at++) {
      const op = decoder.byte(0, at);
      if (op < FILLED) {
        const item = next();
        if (op >= LEARNED) {
          const shape = decoder.byte(0, ++at);
          const holes: Hole[] = [];
          while (holes.length < (shape & ~FLAG)) {
            const byte = decoder.byte(0, ++at);
            holes.push({ level: byte & ~FLAG, isText: byte >= FLAG, key: next() as string });
          }
          templates[op & SLOT] = learn(item, holes, shape >= FLAG);
        }
        visit(item, next);
      } else {
        const template = templates[op & SLOT] as Template;
        const { base, holes } = template;
        if (template.isUsual) {
          const content = nextString();
          const chunk = withContent(base, content);
          if (holes.length > 1) chunk.obfuscation = nextString();
          this.delta = content;
          visit(chunk, next);
          continue;
        }
        const places = clone(template);
        for (const { level, isText, key } of holes) {
          const value = isText ? nextString() : next();
          if (isText && level > 0) this.delta = value as string;
          (places[level] as Json)[key] = value;
        }
        visit(places[0], next);
      }
    }
  }
}

/** Up to this length, and without escapes, this is faster than parsing, and than splitting. */
const SHORT = 64;
const SEPARATOR = '","';

/** Reads strings one by one. */
function reader(joined: string): () => string {
  let at = 0;
  if (joined.length >= SHORT || joined.includes("\\")) {
    const strings = JSON.parse(`["${joined}"]`);
    return () => strings[at++];
  }
  return () => {
    const start = at;
    const end = joined.indexOf(SEPARATOR, start);
    if (end < 0) return joined.slice(start);
    at = end + SEPARATOR.length;
    return joined.slice(start, end);
  };
}

/** A template of a chunk, which belongs to the user from now on, who may change it. */
function learn(chunk: Chunk, holes: Hole[], hasSideBranches: boolean): Template {
  const texts = holes.map(({ isText, key }) => isText && key).join();
  const isUsual = !hasSideBranches && /^content(,obfuscation)?$/.test(texts);
  const deepest = Math.max(...holes.map(({ level }) => level));
  return { base: copy(chunk), holes, deepest, isUsual, hasSideBranches };
}

// Spreads keep the order of keys, copy a key named `__proto__` like any other, and are what
// engines clone fastest.

function withContent(base: Chunk, content: string): Chunk {
  const [choice] = base.choices;
  return { ...base, choices: [{ ...choice, delta: { ...choice.delta, content } }] };
}

/** A chunk like the template's base, and the objects in it that holes are in, by their level. */
function clone({ base, deepest, hasSideBranches }: Template): Json[] {
  const chunk = hasSideBranches ? copy(base) : { ...base };
  const choice = { ...chunk.choices[0] };
  const delta = { ...choice.delta };
  chunk.choices = [choice];
  choice.delta = delta;
  if (deepest < 3) return [chunk, choice, delta];
  const call = { ...(delta.tool_calls as [ToolCall])[0] };
  delta.tool_calls = [call];
  if (deepest > 3) call.function = { ...call.function };
  return [chunk, choice, delta, call, call.function];
}

/** A deep copy of a JSON value. */
function copy<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copy) as T;
  const result = { ...value };
  // Not what somebody has put on `Object.prototype`.
  for (const key of Object.keys(result) as (keyof T)[]) result[key] = copy(result[key]);
  return result;
}
