/**
 * The wasm module: compiled on first use, and its memory as the read loop sees it.
 *
 * Nothing is compiled at import, nor before the first request has left, whose answer takes longer to
 * come; a page that never calls pays nothing.
 */
import type * as Exports from "#engine";
import { OpenAIError } from "./errors.js";

/** An instance, by what it exports. */
export type Engine = typeof Exports;

let source: () => WebAssembly.Module;
let engine: Engine | undefined;

/**
 * Resolves when there is a module. It is set only where that comes from elsewhere, by `slim`.
 */
export let arrival: (() => Promise<void>) | undefined;

let arrive: () => void;
/** Resolves when there is a module, whatever has become of others that were on their way. */
export const ready = new Promise<void>((resolve) => {
  arrive = resolve;
});

/** Says where the module comes from; each runtime's entry file does so once. */
export function provideModule(load: () => WebAssembly.Module, coming?: typeof arrival): void {
  source = load;
  arrival = coming;
  if (!coming) arrive();
}

/** The same as {@link provideModule} for a module that is on its way. */
export function awaitModule(coming: Promise<WebAssembly.Module>): Promise<void> {
  const arriving = coming.then((module) => provideModule(() => module));
  // Requests report a failure; where there are none, nobody needs to hear of it.
  arriving.catch(() => {});
  arrival = () => arriving;
  return arriving;
}

/** The instance that calls go to, which is made where there is none. */
function load(): Engine {
  if (engine) return engine;
  try {
    engine = new WebAssembly.Instance(source()).exports as Engine;
    return engine;
  } catch (cause) {
    if (cause instanceof OpenAIError) throw cause;
    throw new OpenAIError("The WebAssembly engine cannot start: is 'wasm-unsafe-eval' allowed?", {
      cause,
    });
  }
}

/**
 * In ms: how long after `fetch` the instance is made. The first request of a Node process takes
 * some ten to leave, and would wait for it; a model takes longer to answer.
 */
const HEAD_START = 20;

/**
 * Has the instance made before it is needed. Where that fails, it fails again when it is, and that
 * call ends in the error.
 */
export function prepare(): ReturnType<typeof setTimeout> | undefined {
  if (engine) return undefined;
  return setTimeout(() => {
    try {
      load();
    } catch {}
  }, HEAD_START);
}

/**
 * Calls into the engine; every call goes through here. `home` is the instance that the call is for.
 *
 * An exception has left the instance in the middle of something. Nothing more is asked of it, and
 * the next call gets another; what still lives in the old one ends in an error.
 *
 * @throws {OpenAIError} where the call fails, or its instance has failed before.
 */
export function enter<T>(work: (engine: Engine) => T, home?: Engine): T {
  let cause: unknown;
  try {
    const current = load();
    if (!home || home === current) return work(current);
  } catch (error) {
    if (error instanceof OpenAIError) throw error;
    cause = error;
    // Detaches the buffer, by which decoders see that their views are of no use any more.
    engine?.memory.grow(0);
    engine = undefined;
  }
  throw new OpenAIError("The WebAssembly engine has failed.", { cause });
}

const { FinalizationRegistry: Registry } = globalThis;
const abandoned = Registry && new Registry<Tenant>((tenant) => tenant.free());

/** A decoder in the engine's memory; freed with its owner, where nobody has done so before. */
class Tenant {
  declare readonly place: number;
  /** None once it is free: its place may be another's by then. */
  declare home: Engine | null;

  constructor(owner: object, make: (engine: Engine) => number) {
    this.place = enter(make);
    this.home = load();
    abandoned?.register(owner, this, this);
  }

  /** Calls the engine for it. Where it is free, nothing is called, and nothing comes of it. */
  use<Result>(work: (engine: Engine, place: number) => Result): Result {
    return (this.home && enter((engine) => work(engine, this.place), this.home)) as Result;
  }

  /** Gives its memory back. */
  free(): void {
    abandoned?.unregister(this);
    try {
      this.use((engine, place) => engine.free(place));
    } catch {
      // It has gone with its instance.
    }
    this.home = null;
  }
}

/** How a stream stands; the numbers are those of `Status` in `chat_stream.rs`. */
export enum Status {
  Open = 0,
  Done = 1,
  ApiError = 2,
  InvalidJson = 3,
  EventTooLong = 4,
  CutOff = 5,
}

/** The words of the report that `src/web/decoder.rs` fills in. */
const REPORT_WORDS = 11;
const ERROR_OUTPUT = 3;
const ROOM = 4;

/** Reads of up to so many bytes are put aside where they end no line. */
const SHORT_READ = 64;
/** The engine hears of what is put aside when it comes to so many bytes, and looks at the limit of an event. */
const MOST_ASIDE = 1_000;
const LF = 10;
const CR = 13;

/** Texts of up to so many bytes are spelt out here sooner than a `TextDecoder` has been called. */
const SHORT = 24;
const ASCII = 0x80;

/** Decodes the body of one streamed response, or another text. Must be closed. */
export class Decoder {
  readonly #tenant: Tenant;
  // A BOM inside the stream is content; the one before it was taken off by the framing.
  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #report: number;
  #words: Uint32Array;
  #bytes: Uint8Array;
  /** How many bytes at the beginning of the room the engine has not been told of. */
  #aside = 0;

  constructor(make: (engine: Engine) => number) {
    this.#tenant = new Tenant(this, make);
    // Addresses are signed where they cross.
    this.#report = this.#tenant.use((engine, place) => engine.report(place) >>> 0);
    this.#bytes = new Uint8Array(this.#buffer);
    this.#words = new Uint32Array(this.#buffer, this.#report, REPORT_WORDS);
  }

  /** How the stream stood after the last call, once what it has brought has been looked at. */
  get status(): Status {
    return this.#words[0] as Status;
  }

  /**
   * Puts a read aside in the room, if it is short and ends no line: it completes nothing, and to
   * tell the engine of each would take longer than all else. Returns whether it has.
   */
  putAside(bytes: Uint8Array): boolean {
    const { length } = bytes;
    if (length > SHORT_READ || !this.#tenant.home) return false;
    this.#followMemory();
    const aside = this.#aside + length;
    if (aside > MOST_ASIDE || aside > this.lengthOf(ROOM)) return false;
    const start = (this.#words[2 * ROOM + 1] as number) + this.#aside;
    for (let at = 0; at < length; at++) {
      const byte = bytes[at] as number;
      if (byte === LF || byte === CR) return false;
      this.#bytes[start + at] = byte;
    }
    this.#aside = aside;
    return true;
  }

  /** Takes the bytes of one read, after those put aside. */
  feed(bytes: Uint8Array): void {
    const { home, place } = this.#tenant;
    if (!home) return;
    this.#followMemory();
    const { length } = bytes;
    if (this.#aside + length > this.lengthOf(ROOM)) {
      this.#flush();
      this.use((engine) => engine.room(place, length));
    }
    this.#bytes.set(bytes, (this.#words[2 * ROOM + 1] as number) + this.#aside);
    const count = this.#aside + length;
    this.#aside = 0;
    enter(() => home.feed(place, count), home);
    this.#followMemory();
  }

  /** Takes the end of the body. */
  finish(): void {
    this.#flush();
    this.use((engine, place) => engine.finish(place));
  }

  #flush(): void {
    const count = this.#aside;
    this.#aside = 0;
    if (count > 0) this.use((engine, place) => engine.feed(place, count));
  }

  /** A byte of one of the sink's outputs, which are overwritten by the next call. */
  byte(index: number, at: number): number {
    return this.#bytes[(this.#words[2 * index + 1] as number) + at] as number;
  }

  /** How many bytes an output has. */
  lengthOf(index: number): number {
    return this.#words[2 * index + 2] as number;
  }

  /** An output as text; empty without the cost of decoding nothing. */
  text(index: number): string {
    // Since the last call, another stream may have made the memory grow, or the instance fail.
    this.#followMemory();
    const length = this.lengthOf(index);
    if (length === 0) return "";
    const start = this.#words[2 * index + 1] as number;
    const end = start + length;
    if (length < SHORT) {
      let text = "";
      let at = start;
      for (let byte: number; at < end; at++) {
        byte = this.#bytes[at] as number;
        if (byte >= ASCII) break;
        text += String.fromCharCode(byte);
      }
      if (at === end) return text;
    }
    return this.#utf8.decode(this.#bytes.subarray(start, end));
  }

  /** Has what a sink gathers over several reads come out. */
  take(): void {
    this.use((engine, place) => engine.take(place));
  }

  /** The JSON text of the error that ended the stream. */
  error(): string {
    return this.text(ERROR_OUTPUT);
  }

  /** Gives the decoder's memory back. */
  close(): void {
    this.#tenant.free();
  }

  /** Calls the engine for this decoder. */
  protected use<Result>(work: (engine: Engine, place: number) => Result): Result {
    const result = this.#tenant.use(work);
    this.#followMemory();
    return result;
  }

  get #buffer(): ArrayBuffer {
    return (this.#tenant.home as Engine).memory.buffer;
  }

  // Views lose their length when wasm memory grows or its instance fails. Making them anew on every read, or asking for
  // the memory's buffer, would cost more than this check.
  #followMemory(): void {
    if (this.#words.length > 0) return;
    this.#tenant.use(() => {
      this.#bytes = new Uint8Array(this.#buffer);
      this.#words = new Uint32Array(this.#buffer, this.#report, REPORT_WORDS);
    });
  }
}
