/** The stream of chunks that a streamed call resolves to. */
import { ChunkIterator, type ReadOptions } from "./chunk-iterator.js";
import { OpenAIError } from "./errors.js";

const DEFAULT_READ: ReadOptions = { idleTimeout: 600_000, eventLimit: 8 * 1024 * 1024 };

/**
 * Chunks as they arrive. Iterable once, with `for await`; leaving the loop early cancels the
 * request.
 */
export class Stream<Item> implements AsyncIterable<Item> {
  /** Abort it to cancel the request; the loop then ends quietly. */
  readonly controller: AbortController;
  readonly #iterator: () => AsyncIterator<Item>;
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
    const read = { ...DEFAULT_READ, ...options };
    return new Stream<Item>(() => new ChunkIterator<Item>(response, controller, read), controller);
  }

  [Symbol.asyncIterator](): AsyncIterator<Item> {
    if (this.#consumed) {
      throw new OpenAIError("The stream has already been iterated over; use `.tee()` to split it.");
    }
    this.#consumed = true;
    return this.#iterator();
  }
}
