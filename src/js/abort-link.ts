/**
 * Ties one attempt to the caller's signal and to a deadline, and can be untied again: nothing
 * stays behind on a signal that outlives the attempt.
 */
import { APIConnectionTimeoutError } from "./errors.js";

/** The longest wait that a timer can be set to. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class AbortLink {
  /** Aborts the attempt; its signal follows the caller's. */
  readonly controller = new AbortController();
  readonly #signal: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #abort = () => this.controller.abort(this.#signal?.reason);

  /** `timeout` in ms; `Infinity` for none. */
  constructor(signal: AbortSignal | undefined, timeout: number) {
    this.#signal = signal;
    if (signal) this.#follow(signal);
    this.arm(timeout);
  }

  /** Settles as `work` does, but rejects as soon as the attempt is aborted. */
  race<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.controller;
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason);
      signal.addEventListener("abort", abort, { once: true });
      if (signal.aborted) abort();
      const stop = () => signal.removeEventListener("abort", abort);
      Promise.resolve(work).then(resolve, reject).finally(stop);
    });
  }

  /** Starts the deadline: when it has passed, the attempt is aborted with a timeout error. */
  arm(timeout: number): void {
    if (timeout > LONGEST_TIMER_MS) return;
    this.#timer = setTimeout(() => this.controller.abort(new APIConnectionTimeoutError()), timeout);
  }

  /** Stops the deadline. The attempt still follows the caller's signal. */
  disarm(): void {
    clearTimeout(this.#timer);
  }

  /** Unties everything. */
  close(): void {
    this.disarm();
    this.#signal?.removeEventListener("abort", this.#abort);
  }

  #follow(signal: AbortSignal): void {
    try {
      // Follows without a listener, also where nobody ever closes the link: a response that was
      // asked for as it is may be read at leisure, or not at all.
      const value = AbortSignal.any([this.controller.signal, signal]);
      Object.defineProperty(this.controller, "signal", { value });
    } catch {
      // An older runtime, or a signal that is not the runtime's own.
      signal.addEventListener("abort", this.#abort);
      if (signal.aborted) this.#abort();
    }
  }
}
