/**
 * Notices when a wait takes too long, without a clock reading or a timer per wait: it looks in a
 * few times per period and counts how often it found the same wait still going on.
 */
const LOOKS = 4;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Watchdog {
  /** Whether a wait has taken too long. */
  bitten = false;
  readonly #period: number;
  readonly #bite: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting = false;
  #looks = 0;

  /** `ms`: longest wait; `Infinity` or 0 for none. `bite` is called once, when one is longer. */
  constructor(ms: number, bite: () => void) {
    this.#period = ms > 0 ? Math.min(ms / LOOKS, LONGEST_TIMER_MS) : LONGEST_TIMER_MS;
    this.#bite = bite;
  }

  /** A wait begins. */
  start(): void {
    this.#waiting = true;
    this.#looks = 0;
    if (this.#timer === undefined && this.#period < LONGEST_TIMER_MS) this.#arm();
  }

  /** The wait has ended. */
  stop(): void {
    this.#waiting = false;
  }

  /** Leaves no timer behind. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = false;
  }

  #arm(): void {
    this.#timer = setTimeout(() => this.#look(), this.#period);
  }

  #look(): void {
    this.#timer = undefined;
    if (!this.#waiting) return;
    this.#looks += 1;
    if (this.#looks <= LOOKS) {
      this.#arm();
    } else {
      this.bitten = true;
      this.#bite();
    }
  }
}
