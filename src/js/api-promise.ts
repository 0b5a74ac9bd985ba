/** The promise that every call returns. */
import type { Outcome } from "./outcome.js";
import { withRequestID } from "./parse.js";

/** A result, and the response that it was read from. */
export interface Parsed<T> {
  /** The result. */
  data: T;
  /** The response, its body read. */
  response: Response;
}

/** What a call resolves to: where it is an object, it also tells the id of the request. */
export type WithRequestID<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? T & {
        /** The `x-request-id` header. It is not enumerable: copies and JSON are without it. */
        _request_id?: string | null;
      }
    : T;

/** A result together with the response it came from. */
export interface WithResponse<T> extends Parsed<T> {
  /** The `x-request-id` header. */
  request_id: string | null;
}

/**
 * A promise of the parsed result that also gives access to the raw response. The body is not
 * read until the result is asked for.
 */
export class APIPromise<T> extends Promise<WithRequestID<T>> {
  readonly #outcome: Promise<Outcome>;
  readonly #parse: (outcome: Outcome) => Promise<Parsed<T>>;
  #parsed: Promise<Parsed<T>> | undefined;

  // Promises that `then` derives are plain ones: they have no response of their own.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** @internal */
  constructor(outcome: Promise<Outcome>, parse: (outcome: Outcome) => Promise<Parsed<T>>) {
    // Never settled through the base class: `then` is overridden.
    super(() => {});
    this.#outcome = outcome;
    this.#parse = parse;
  }

  /** The raw `Response`, its body unread. */
  asResponse(): Promise<Response> {
    return this.#outcome.then((outcome) => outcome.response);
  }

  /** The parsed result, the raw `Response` and the request's id. */
  async withResponse(): Promise<WithResponse<T>> {
    const { data, response } = await this.#result();
    return { data, response, request_id: response.headers.get("x-request-id") };
  }

  /** @internal The same promise of what is made of the result. */
  thenParse<U>(parse: (data: T) => U): APIPromise<U> {
    return new APIPromise<U>(this.#outcome, async (outcome) => {
      const { data, response } = await this.#parse(outcome);
      return withRequestID(parse(data), response);
    });
  }

  override then<A = WithRequestID<T>, B = never>(
    onfulfilled?: ((value: WithRequestID<T>) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: any) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#data().then(onfulfilled, onrejected);
  }

  override catch<B = never>(
    onrejected?: ((reason: any) => B | PromiseLike<B>) | null,
  ): Promise<WithRequestID<T> | B> {
    return this.#data().catch(onrejected);
  }

  override finally(onfinally?: (() => void) | null): Promise<WithRequestID<T>> {
    return this.#data().finally(onfinally);
  }

  async #data(): Promise<WithRequestID<T>> {
    return (await this.#result()).data as WithRequestID<T>;
  }

  #result(): Promise<Parsed<T>> {
    this.#parsed ??= this.#outcome.then(this.#parse);
    return this.#parsed;
  }
}
