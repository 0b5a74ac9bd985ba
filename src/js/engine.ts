/**
 * The wasm module: compiled on first use, and its memory as the read loop sees it.
 *
 * Nothing is compiled at import. The first call does it, which costs about two milliseconds, and
 * a page that never calls pays nothing.
 */
import { initSync, type Decoder as RawDecoder } from "#engine";

type Source = WebAssembly.Module | BufferSource;

let source: () => Source;
let memory: WebAssembly.Memory | undefined;

/** Says where the module comes from; each runtime's entry file does so once. */
export function provideModule(load: () => Source): void {
  source = load;
}

/**
 * What a request has to await before anything of `#engine` is called. It is set only where the
 * module comes from elsewhere, by `slim`.
 */
export let arrival: Promise<void> | undefined;

/** The same as {@link provideModule} for a module that is on its way. */
export function awaitModule(coming: Promise<WebAssembly.Module>): Promise<void> {
  const arriving = coming.then((module) => {
    provideModule(() => module);
    arrival = undefined;
  });
  // Requests report a failure; where there are none, nobody needs to hear of it.
  arriving.catch(() => {});
  arrival = arriving;
  return arriving;
}

/** Makes sure that the module is there; to be called before anything of `#engine`. */
export function load(): WebAssembly.Memory {
  memory ??= initSync({ module: source() }).memory;
  return memory;
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
const REPORT_WORDS = 9;
const ERROR_OUTPUT = 3;

/** Decodes the body of one streamed response. Must be closed. */
export class Decoder {
  readonly #memory = load();
  readonly #raw: RawDecoder;
  // A BOM inside the stream is content; the one before it was taken off by the framing.
  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #report: number;
  #words: Uint32Array;
  #bytes: Uint8Array;

  constructor(raw: RawDecoder) {
    this.#raw = raw;
    this.#report = raw.report();
    this.#bytes = new Uint8Array(this.#memory.buffer);
    this.#words = new Uint32Array(this.#memory.buffer, this.#report, REPORT_WORDS);
  }

  /** How the stream stood after the last call. */
  get status(): Status {
    return this.#words[0] as Status;
  }

  /** Takes the bytes of one read. */
  feed(bytes: Uint8Array): Status {
    const room = this.#raw.room(bytes.length);
    this.#followMemory();
    this.#bytes.set(bytes, room);
    this.#raw.feed(bytes.length);
    this.#followMemory();
    return this.status;
  }

  /** Takes the end of the body. */
  finish(): Status {
    this.#raw.finish();
    this.#followMemory();
    return this.status;
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
    // Another stream may have made the memory grow since the last call.
    this.#followMemory();
    const length = this.lengthOf(index);
    if (length === 0) return "";
    const at = this.#words[2 * index + 1] as number;
    return this.#utf8.decode(this.#bytes.subarray(at, at + length));
  }

  /** Says that the outputs have been looked at, to a sink that gathers until then. */
  taken(): void {
    this.#raw.take();
  }

  /** The JSON text of the error that ended the stream. */
  error(): string {
    return this.text(ERROR_OUTPUT);
  }

  /** Gives the decoder's memory back. */
  close(): void {
    this.#raw.free();
  }

  // Views die when wasm memory grows, and making them anew on every read would cost more than
  // this check.
  #followMemory(): void {
    if (this.#bytes.buffer === this.#memory.buffer) return;
    this.#bytes = new Uint8Array(this.#memory.buffer);
    this.#words = new Uint32Array(this.#memory.buffer, this.#report, REPORT_WORDS);
  }
}
