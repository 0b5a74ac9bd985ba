/**
 * Ties one attempt to the caller's signal and to a deadline, and can be untied again: nothing
 * stays behind on a signal that outlives the attempt.
 */
import { APIUserAbortError } from "./errors.js";

export class AbortLink {
  /** Aborts the attempt. */
  readonly controller = new AbortController();
  /** Rejects when the attempt is aborted, also where a custom `fetch` ignores its signal. */
  readonly aborted: Promise<never>;
  /** Whether it was the deadline. */
  timedOut = false;
  readonly #signal: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #abort = () => this.controller.abort(this.#signal?.reason);

  /** `timeout` in ms; `Infinity` for none. */
  constructor(signal: AbortSignal | undefined, timeout: number) {
    this.#signal = signal;
    this.aborted = new Promise((_, reject) => {
      const onAbort = () => {
        this.close();
        reject(new APIUserAbortError());
      };
      this.controller.signal.addEventListener("abort", onAbort, { once: true });
    });
    // It may reject after the race it was made for is over.
    this.aborted.catch(() => {});
    if (signal?.aborted) this.#abort();
    else signal?.addEventListener("abort", this.#abort);
    if (timeout < 2 ** 31) this.arm(timeout);
  }

  /** Starts the deadline again. */
  arm(timeout: number): void {
    this.disarm();
    this.#timer = setTimeout(() => {
      this.timedOut = true;
      this.controller.abort();
    }, timeout);
  }

  /** Stops the deadline. */
  disarm(): void {
    clearTimeout(this.#timer);
  }

  /** Unties everything. */
  close(): void {
    this.disarm();
    this.#signal?.removeEventListener("abort", this.#abort);
  }
}
