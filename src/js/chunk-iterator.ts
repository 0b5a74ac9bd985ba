/**
 * The read loop: takes reads off a response body, has the engine decode them, and hands chunks
 * out one by one.
 *
 * It is an iterator object rather than an async generator because a generator adds promises to
 * every chunk.
 */
import { BodyReader, type Read } from "./body-reader.js";
import { ChunkDecoder, engine, Status } from "./engine.js";
import { APIConnectionError, APIError, APIUserAbortError, OpenAIError } from "./errors.js";

/** How a response body is read. */
export interface ReadOptions {
  /** Longest wait for the next bytes, in ms. */
  idleTimeout: number;
  /** Longest event, in bytes. */
  eventLimit: number;
  /** Called once, when nothing more will be read. */
  onEnd?: () => void;
}

/** Iterates over the chunks of a `text/event-stream` response. */
export class ChunkIterator<Chunk> implements AsyncIterableIterator<Chunk> {
  readonly #response: Response;
  readonly #controller: AbortController;
  readonly #options: ReadOptions;
  readonly #body: BodyReader;
  readonly #decoder: ChunkDecoder;
  #chunks: Chunk[] = [];
  #at = 0;
  #status: Status = Status.Open;
  #pulling: Promise<IteratorResult<Chunk>> | undefined;
  #closed = false;

  constructor(response: Response, controller: AbortController, options: ReadOptions) {
    this.#response = response;
    this.#controller = controller;
    this.#options = options;
    const body = response.body ?? new Blob([]).stream();
    this.#decoder = new ChunkDecoder(options.eventLimit);
    this.#body = new BodyReader(body, controller.signal, options.idleTimeout);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Chunk>> {
    // Whoever asks for several chunks at once gets them in order, one after the other.
    if (this.#pulling) {
      const again = () => this.next();
      return this.#pulling.then(again, again);
    }
    if (this.#at < this.#chunks.length) return Promise.resolve(this.#take());
    if (this.#closed) return Promise.resolve({ value: undefined, done: true });
    this.#pulling = this.#pull();
    return this.#pulling;
  }

  /** Stops early and cancels the request. */
  async return(): Promise<IteratorResult<Chunk>> {
    this.#chunks = [];
    this.#at = 0;
    this.#cancel();
    return { value: undefined, done: true };
  }

  #take(): IteratorResult<Chunk> {
    return { value: this.#chunks[this.#at++] as Chunk, done: false };
  }

  async #pull(): Promise<IteratorResult<Chunk>> {
    try {
      while (this.#status === Status.Open) {
        let read: Read;
        try {
          read = await this.#body.read();
        } catch (cause) {
          throw this.#body.trouble(cause);
        }
        this.#decode(this.#body.check(read));
        if (this.#chunks.length > 0) return this.#take();
      }
      this.#end();
    } catch (error) {
      this.#cancel();
      // Whoever aborts knows: the loop just ends, as with `openai`.
      if (!(error instanceof APIUserAbortError)) throw error;
    } finally {
      this.#pulling = undefined;
    }
    return { value: undefined, done: true };
  }

  #decode(read: Read): void {
    // A `return()` while this read was pending has closed the decoder.
    if (this.#closed) throw new APIUserAbortError();
    this.#status = read.done ? this.#decoder.finish() : this.#decoder.feed(read.value);
    this.#chunks = this.#decoder.chunks() as Chunk[];
    this.#at = 0;
  }

  #end(): void {
    if (this.#status !== Status.Done) throw this.#error();
    this.#close();
    this.#body.closeGently();
  }

  #cancel(): void {
    if (this.#closed) return;
    this.#close();
    this.#controller.abort();
    this.#body.close();
  }

  #close(): void {
    this.#closed = true;
    this.#decoder.close();
    this.#options.onEnd?.();
  }

  #error(): Error {
    switch (this.#status) {
      case Status.ApiError: {
        const json = this.#decoder.error();
        const body = JSON.parse(json);
        const message = engine().streamErrorMessage(json);
        return new APIError(undefined, body?.error ?? body, message, this.#response.headers);
      }
      case Status.InvalidJson:
        return new OpenAIError("The stream holds an event that is not JSON.");
      case Status.EventTooLong:
        return new OpenAIError(
          `The stream holds an event of over ${this.#options.eventLimit} bytes.`,
        );
      default:
        return new APIConnectionError({
          message: "The connection was closed before the answer was complete.",
        });
    }
  }
}
