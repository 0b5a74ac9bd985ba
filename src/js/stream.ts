/// <reference lib="esnext.disposable" preserve="true" />
/** The stream of chunks that a streamed call resolves to. */
import { ChunkDecoder } from "./chunk-decoder.js";
import { type APIError, APIUserAbortError, OpenAIError } from "./errors.js";
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
  declare readonly controller: AbortController;
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
   * path for those who need nothing else. Other choices are left out. Uses the stream up, like iterating over it.
   *
   * ```js
   * for await (const text of stream.text()) element.append(text);
   * ```
   *
   * @throws {OpenAIError} where the stream has been used up.
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
   * on. Each chunk is sent as it arrives; a client that goes away cancels the request. What ends the
   * stream early, an error of the API or a cut, is sent as an event that holds the error: at the
   * other end, this client and `openai` throw an {@link APIError}.
   */
  toResponse(init: ResponseInit = {}): Response {
    const headers = new Headers(init.headers);
    if (!headers.has("content-type")) headers.set("content-type", "text/event-stream");
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
    return new Response(this.#events(true), { ...init, headers });
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

  /** The items as the events of a response, and so is what ends them where it is to be told. */
  #events(tellsErrors: boolean): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    return toReadable(
      this[Symbol.asyncIterator](),
      (item) => encoder.encode(`data: ${JSON.stringify(item)}\n\n`),
      (failure) => {
        // After an abort the loop just ends, which must not look like the end of the answer.
        if (this.controller.signal.aborted) failure ??= { error: new APIUserAbortError() };
        if (failure && !tellsErrors) throw failure.error;
        const last = failure ? JSON.stringify({ error: bodyOf(failure.error) }) : "[DONE]";
        return encoder.encode(`data: ${last}\n\n`);
      },
    );
  }

  /** @internal Reads something else than the items: off the response, or else off the items. */
  decodeInstead<T>(Decoder: ItemDecoderClass<T>): StreamIterator<T> {
    if (!this.#source) {
      const response = new Response(this.#events(false));
      // Whoever leaves early may be one of two who share the controller.
      const controller = new AbortController();
      const stream = Stream.fromSSEResponse<T>(response, controller, { idleTimeout: 0 });
      return stream.decodeInstead(Decoder);
    }
    this.#consume();
    return this.#decode(Decoder);
  }

  #decode<T>(Decoder: ItemDecoderClass<T>): StreamIterator<T> {
    const { response, options } = this.#source as Source;
    return new StreamIterator(response, this.controller, Decoder, options);
  }
}

/** What is said of an error: the API's own words where it was the API's. */
function bodyOf(error: unknown): object {
  if (!(error instanceof OpenAIError)) return { message: "Connection error." };
  return (error as APIError).error ?? { message: error.message };
}

/** Ends where the caller has aborted, instead of throwing. */
async function* quietWhenAborted<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (error) {
    if (!(error instanceof APIUserAbortError)) throw error;
  }
}
