/**
 * The read loop: takes reads off a response body, has the engine decode them, and hands the items
 * out one by one.
 *
 * It is an iterator object rather than an async generator because a generator adds promises to
 * every item.
 */
import { BodyReader, type Read } from "./body-reader.js";
import { type Decoder, Status } from "./engine.js";
import { errorInside } from "./error-inside.js";
import { APIConnectionError, APIUserAbortError, OpenAIError } from "./errors.js";
import { JsonAnswer } from "./json-answer.js";
import { DEFAULT_READ_OPTIONS, type ReadOptions } from "./read-options.js";
import { unexpectedAnswer } from "./unexpected-answer.js";

/** A decoder that tells which items the last read completed. */
export interface ItemDecoder<Item> extends Decoder {
  items(): Item[];
}

/** Makes a decoder of events of up to so many bytes. */
export type ItemDecoderClass<Item> = new (eventLimit: number) => ItemDecoder<Item>;

const NONE: never[] = [];

/** The kinds of decoders of which one stream is kept. */
const kept = new Map<unknown, unknown>();

/**
 * Keeps an empty stream alive, once for each kind. Where a collection finds no object of a class,
 * V8 gives up the code that it has made for the class, and the next answer is read as slowly as the
 * first: with one event a read, at half the speed.
 */
function keepOne(Decoder: ItemDecoderClass<unknown>): void {
  if (kept.has(Decoder)) return;
  const response = { body: new ReadableStream() } as Response;
  const stream = new StreamIterator(response, new AbortController(), Decoder, DEFAULT_READ_OPTIONS);
  kept.set(Decoder, stream);
  stream.return();
}

/** Iterates over what a decoder makes of a `text/event-stream` response. */
export class StreamIterator<Item> implements AsyncIterableIterator<Item> {
  readonly #response: Response;
  readonly #controller: AbortController;
  readonly #options: ReadOptions;
  readonly #body: BodyReader;
  readonly #decoder!: ItemDecoder<Item>;
  #items: Item[] = [];
  #at = 0;
  #status: Status = Status.Open;
  #pulling: Promise<IteratorResult<Item>> | undefined;
  #closed = false;
  #isAborted = false;
  /** For the error of an answer that turns out to be no stream. */
  readonly #json = new JsonAnswer();

  constructor(
    response: Response,
    controller: AbortController,
    Decoder: ItemDecoderClass<Item>,
    options: ReadOptions,
  ) {
    this.#response = response;
    this.#controller = controller;
    this.#options = options;
    // Where nobody asks again, nothing else would free it.
    const onCancel = () => {
      this.#isAborted = controller.signal.aborted;
      this.#decoder?.close();
    };
    this.#body = new BodyReader(response, controller.signal, options.idleTimeout, onCancel);
    try {
      this.#decoder = new Decoder(options.eventLimit);
    } catch (error) {
      this.#cancel();
      throw error;
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Item>> {
    // Whoever asks for several chunks at once gets them in order, one after the other.
    if (this.#pulling) {
      const again = () => this.next();
      return this.#pulling.then(again, again);
    }
    if (this.#at < this.#items.length) return Promise.resolve(this.#take());
    if (this.#closed) return Promise.resolve(this.#done());
    const isOpen = this.#status === Status.Open;
    // An async function would take longer than all else does that a read of one event needs.
    const pulling = isOpen ? this.#body.read().then(this.#onRead, this.#onTrouble) : this.#pull();
    // Where the last read held the end, it has ended by now, and nobody has to wait for it.
    if (!this.#closed) this.#pulling = pulling;
    return pulling;
  }

  /** Stops early and cancels the request. */
  async return(): Promise<IteratorResult<Item>> {
    this.#items = [];
    this.#at = 0;
    this.#cancel();
    return { value: undefined, done: true };
  }

  readonly #onRead = (read: Read): IteratorResult<Item> | Promise<IteratorResult<Item>> => {
    try {
      this.#decode(this.#body.check(read));
    } catch (error) {
      return this.#fail(error);
    }
    return this.#items.length > 0 ? this.#take() : this.#pull();
  };

  readonly #onTrouble = (cause: unknown) => this.#fail(this.#body.trouble(cause));

  async #pull(): Promise<IteratorResult<Item>> {
    try {
      while (this.#status === Status.Open) {
        let read: Read;
        try {
          read = await this.#body.read();
        } catch (cause) {
          throw this.#body.trouble(cause);
        }
        this.#decode(this.#body.check(read));
        if (this.#items.length > 0) return this.#take();
      }
      this.#end();
    } catch (error) {
      return this.#fail(error);
    }
    return this.#done();
  }

  #take(): IteratorResult<Item> {
    this.#pulling = undefined;
    return { value: this.#items[this.#at++] as Item, done: false };
  }

  #done(): IteratorResult<Item> {
    this.#pulling = undefined;
    return { value: undefined, done: true };
  }

  #fail(error: unknown): IteratorResult<Item> {
    this.#pulling = undefined;
    this.#cancel();
    // Whoever aborts knows: the loop just ends, as with `openai`.
    if (!(error instanceof APIUserAbortError)) throw error;
    return this.#done();
  }

  #decode(read: Read): void {
    // A `return()` or an abort while this read was pending has closed the decoder.
    if (this.#isAborted) throw new APIUserAbortError();
    if (read.done) this.#finish();
    else if (!this.#json.take(read.value)) {
      if (this.#decoder.putAside(read.value)) {
        this.#items = NONE;
        return;
      }
      this.#decoder.feed(read.value);
    }
    this.#items = this.#decoder.items();
    this.#at = 0;
    const isLong = this.#json.length > this.#options.eventLimit;
    this.#status = isLong ? Status.EventTooLong : this.#decoder.status;
  }

  #finish(): void {
    const events = this.#json.toEvents();
    if (events) this.#decoder.feed(new TextEncoder().encode(events));
    else this.#decoder.finish();
  }

  #end(): void {
    if (this.#status !== Status.Done) throw this.#error();
    this.#body.closeGently();
    this.#close();
    try {
      keepOne(this.#decoder.constructor as ItemDecoderClass<Item>);
    } catch {
      // The engine is out of memory. The answer is whole all the same.
    }
  }

  #cancel(): void {
    if (this.#closed) return;
    try {
      this.#close();
    } finally {
      this.#controller.abort();
      this.#body.close();
    }
  }

  #close(): void {
    this.#closed = true;
    this.#decoder?.close();
    this.#options.onEnd?.();
  }

  #error(): Error {
    switch (this.#status) {
      case Status.ApiError:
        return errorInside(this.#decoder.error(), this.#response.headers);
      case Status.InvalidJson:
        return new OpenAIError("The stream holds an event that is not JSON.");
      case Status.EventTooLong:
        return new OpenAIError(
          `The stream holds an event of over ${this.#options.eventLimit} bytes.`,
        );
      default: {
        const { headers } = this.#response;
        if (!/event-stream/i.test(headers.get("content-type") as string)) {
          return unexpectedAnswer("event stream", this.#response, this.#json.isEmpty);
        }
        const message = "The connection was closed before the answer was complete.";
        return new APIConnectionError({ message, headers });
      }
    }
  }
}
