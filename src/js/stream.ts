/** The stream of chunks that a streamed call resolves to. */
import { ChunkDecoder } from "./chunk-decoder.js";
import { OpenAIError } from "./errors.js";
import { DEFAULT_READ_OPTIONS, type ReadOptions } from "./read-options.js";
import { type ItemDecoder, StreamIterator } from "./stream-iterator.js";
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
      () => stream.#decode(new ChunkDecoder(source.options.eventLimit) as ItemDecoder<Item>),
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
    if (!this.#source) throw new OpenAIError("Only a stream that reads a response has a text.");
    this.#consume();
    return this.#decode(new TextDeltaDecoder(this.#source.options.eventLimit));
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

  #decode<T>(decoder: ItemDecoder<T>): StreamIterator<T> {
    const { response, options } = this.#source as Source;
    return new StreamIterator(response, this.controller, decoder, options);
  }
}
