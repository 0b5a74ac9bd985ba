/** The promise that every call returns. */
import type { Outcome } from "./outcome.js";

/** A result together with the response it came from. */
export interface WithResponse<T> {
  data: T;
  response: Response;
  /** The `x-request-id` header. */
  request_id: string | null;
}

/**
 * A promise of the parsed result that also gives access to the raw response. The body is not
 * read until the result is asked for.
 */
export class APIPromise<T> extends Promise<T> {
  readonly #outcome: Promise<Outcome>;
  readonly #parse: (outcome: Outcome) => T | Promise<T>;
  #parsed: Promise<T> | undefined;

  // Promises that `then` derives are plain ones: they have no response of their own.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(outcome: Promise<Outcome>, parse: (outcome: Outcome) => T | Promise<T>) {
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
    const [data, response] = await Promise.all([this.#result(), this.asResponse()]);
    return { data, response, request_id: response.headers.get("x-request-id") };
  }

  override then<A = T, B = never>(
    onfulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result().then(onfulfilled, onrejected);
  }

  override catch<B = never>(
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<T | B> {
    return this.#result().catch(onrejected);
  }

  override finally(onfinally?: (() => void) | null): Promise<T> {
    return this.#result().finally(onfinally);
  }

  #result(): Promise<T> {
    this.#parsed ??= this.#outcome.then(this.#parse);
    return this.#parsed;
  }
}
