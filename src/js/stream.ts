/// <reference lib="esnext.disposable" preserve="true" />
/** The stream of chunks that a streamed call resolves to. */
import { ChunkDecoder } from "./chunk-decoder.js";
import { APIUserAbortError, OpenAIError } from "./errors.js";
import { DEFAULT_READ_OPTIONS, type ReadOptions } from "./read-options.js";
import { fromLines, toReadable } from "./readable.js";
import { type ItemDecoderClass, StreamIterator } from "./stream-iterator.js";
import { tee } from "./tee.js";
import { TextDeltaDecoder } from "./text-delta-decoder.js";

/** What a stream is read from. */
interface Source {
  response: Response;
  options: ReadOptions;
}

/**
 * Chunks as they arrive. Iterable once, with `for await`; leaving the loop early cancels the
 * request.
 */
export class Stream<Item> implements AsyncIterable<Item> {
  /** Abort it to cancel the request; the loop then ends quietly. */
  readonly controller: AbortController;
  readonly #iterator: () => AsyncIterator<Item>;
  #source: Source | undefined;
  #consumed = false;

  constructor(iterator: () => AsyncIterator<Item>, controller: AbortController) {
    this.#iterator = iterator;
    this.controller = controller;
  }

  /** Reads the chunks of a `text/event-stream` response. */
  static fromSSEResponse<Item>(
    response: Response,
    controller: AbortController,
    options: Partial<ReadOptions> = {},
  ): Stream<Item> {
    const source = { response, options: { ...DEFAULT_READ_OPTIONS, ...options } };
    const stream: Stream<Item> = new Stream<Item>(
      () => stream.#decode(ChunkDecoder as ItemDecoderClass<Item>),
      controller,
    );
    stream.#source = source;
    return stream;
  }

  /**
   * The text of the first choice as it arrives, one string for each read of the body: the fast
   * path for those who need nothing else. Uses the stream up, like iterating over it.
   *
   * ```js
   * for await (const text of stream.text()) element.append(text);
   * ```
   *
   * @throws {OpenAIError} where the stream was not made from a response.
   */
  text(): AsyncIterableIterator<string> {
    return this.decodeInstead(TextDeltaDecoder);
  }

  /** The items of a stream that {@link toReadableStream} made: one JSON value on each line. */
  static fromReadableStream<Item>(
    readable: ReadableStream<Uint8Array>,
    controller: AbortController,
  ): Stream<Item> {
    return new Stream<Item>(() => quietWhenAborted(fromLines(readable, controller)), controller);
  }

  /** The items, one JSON value on each line: the other end is {@link fromReadableStream}. */
  toReadableStream(): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    return toReadable(this[Symbol.asyncIterator](), (item) =>
      encoder.encode(`${JSON.stringify(item)}\n`),
    );
  }

  /** The text of the first choice as a stream of strings; see {@link text}. */
  toTextStream(): ReadableStream<string> {
    return toReadable(this.text(), (text) => text);
  }

  /**
   * A `text/event-stream` response with the same chunks, for an edge route that passes a stream
   * on. Each chunk is sent as it arrives; a client that goes away cancels the request.
   */
  toResponse(init: ResponseInit = {}): Response {
    const encoder = new TextEncoder();
    const headers = new Headers(init.headers);
    if (!headers.has("content-type")) headers.set("content-type", "text/event-stream");
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
    const events = toReadable(
      this[Symbol.asyncIterator](),
      (item) => encoder.encode(`data: ${JSON.stringify(item)}\n\n`),
      encoder.encode("data: [DONE]\n\n"),
    );
    return new Response(events, { ...init, headers });
  }

  /**
   * Two streams of the same items, which may be read at different speeds. Both share the
   * {@link controller}; the request is cancelled when both have been left early.
   */
  tee(): [Stream<Item>, Stream<Item>] {
    const [left, right] = tee(this[Symbol.asyncIterator]());
    return [new Stream(() => left, this.controller), new Stream(() => right, this.controller)];
  }

  /** Cancels the request at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.controller.abort();
  }

  /** Cancels the request at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.controller.abort();
  }

  [Symbol.asyncIterator](): AsyncIterator<Item> {
    this.#consume();
    return this.#iterator();
  }

  #consume(): void {
    if (this.#consumed) {
      throw new OpenAIError("The stream has already been iterated over; use `.tee()` to split it.");
    }
    this.#consumed = true;
  }

  /** @internal Whether there is a response to read something else off. */
  get isResponse(): boolean {
    return this.#source !== undefined;
  }

  /** @internal Reads something else than the items off the response. */
  decodeInstead<T>(Decoder: ItemDecoderClass<T>): StreamIterator<T> {
    if (!this.#source) throw new OpenAIError("The stream does not read a response.");
    this.#consume();
    return this.#decode(Decoder);
  }

  #decode<T>(Decoder: ItemDecoderClass<T>): StreamIterator<T> {
    const { response, options } = this.#source as Source;
    return new StreamIterator(response, this.controller, Decoder, options);
  }
}

/** Ends where the caller has aborted, instead of throwing. */
async function* quietWhenAborted<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (error) {
    if (!(error instanceof APIUserAbortError)) throw error;
  }
}
