/**
 * A response body read to its end or to its first trouble, which comes out as a typed error.
 *
 * Reads through a `ReadableStreamDefaultReader`
 * (https://streams.spec.whatwg.org/#default-reader-class).
 */
import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIUserAbortError,
  OpenAIError,
} from "./errors.js";
import { toReadable } from "./readable.js";
import { Watchdog } from "./watchdog.js";

/** How long a body may take to end by itself after its last byte that matters. */
const GENTLE_MS = 1_000;

export type Read = ReadableStreamReadResult<Uint8Array>;

/** A response, or the part of one that is read. */
interface Source {
  body: ReadableStream<Uint8Array> | null;
  bodyUsed?: boolean;
}

export class BodyReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #signal: AbortSignal;
  readonly #idleTimeout: number;
  readonly #watchdog: Watchdog;
  // Cancelling settles a pending read, also where a custom fetch ignores its signal.
  readonly #cancel: () => void;

  /**
   * `idleTimeout`: longest wait for the next bytes, in ms. `onCancel` is called as soon as nobody
   * reads on, whether or not somebody waits. Throws an {@link OpenAIError} where somebody else has
   * read the body.
   */
  constructor(source: Source, signal: AbortSignal, idleTimeout: number, onCancel?: () => void) {
    const body = source.body ?? new Blob([]).stream();
    if (source.bodyUsed || body.locked) {
      throw new OpenAIError("The response body has already been read.");
    }
    this.#reader = asReadable(body).getReader();
    this.#cancel = () => {
      onCancel?.();
      this.#reader.cancel().catch(() => {});
    };
    this.#signal = signal;
    this.#idleTimeout = idleTimeout;
    this.#watchdog = new Watchdog(idleTimeout, this.#cancel);
    if (signal.aborted) this.#cancel();
    else signal.addEventListener("abort", this.#cancel);
  }

  /** Starts a read. Its result or rejection goes through {@link check} or {@link trouble}. */
  read(): Promise<Read> {
    this.#watchdog.start();
    return this.#reader.read();
  }

  /** Takes a read, or throws the typed error for what kept it from coming. */
  async readChecked(): Promise<Read> {
    return this.check(await this.read().catch((cause) => Promise.reject(this.trouble(cause))));
  }

  /** Throws where a read ended for another reason than the end of the body. */
  check(read: Read): Read {
    this.#watchdog.stop();
    if (read.done && (this.#signal.aborted || this.#watchdog.bitten)) throw this.trouble();
    return read.done || ArrayBuffer.isView(read.value)
      ? read
      : { ...read, value: toBytes(read.value) };
  }

  /** The typed error for a read that failed. */
  trouble(cause?: unknown): Error {
    if (this.#watchdog.bitten) {
      const message = `Request timed out: nothing arrived for ${this.#idleTimeout} ms.`;
      return new APIConnectionTimeoutError({ message });
    }
    const { aborted, reason } = this.#signal;
    if (reason instanceof APIConnectionTimeoutError) return reason;
    if (aborted) return new APIUserAbortError({ cause: reason });
    // A body made of another stream.
    if (cause instanceof OpenAIError) return cause;
    return new APIConnectionError({
      message: "The connection broke before the answer was complete.",
      cause,
    });
  }

  /** Leaves no timer and no listener behind, and tells the body that nobody reads on. */
  close(): void {
    this.#watchdog.close();
    this.#signal.removeEventListener("abort", this.#cancel);
    this.#cancel();
  }

  /**
   * Closes after the last byte that matters. Where the body is about to end by itself it may, so
   * that the connection can be used again.
   */
  closeGently(): void {
    const close = () => {
      clearTimeout(timer);
      this.close();
    };
    const timer = setTimeout(close, GENTLE_MS);
    this.#reader.read().then(close, close);
  }
}

/** With a `fetch` like node-fetch's, a body is a stream of Node. */
function asReadable(body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>) {
  if ("getReader" in body) return body;
  return toReadable(body[Symbol.asyncIterator](), (bytes) => bytes);
}

/** Bodies that people make themselves hold texts and buffers, too. */
function toBytes(value: string | ArrayBuffer): Uint8Array {
  return typeof value === "string" ? new TextEncoder().encode(value) : new Uint8Array(value);
}

/** Reads a whole body as text. */
export async function readText(reader: BodyReader): Promise<string> {
  const utf8 = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const read = await reader.readChecked();
      if (read.done) return text + utf8.decode();
      text += utf8.decode(read.value, { stream: true });
    }
  } finally {
    reader.close();
  }
}
