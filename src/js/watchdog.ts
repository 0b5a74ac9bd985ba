/**
 * Notices when a wait takes too long, without a clock reading or a timer per wait: it looks in a
 * few times per period and counts how often it found the same wait still going on.
 */
const LOOKS = 4;
/**
 * The first look comes no later, so that a program whose stream has been left alone can end: a wait
 * that is over then is not looked at again.
 */
const SOON_MS = 1_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** In place of a number of looks. */
const NO_WAIT = -1;

export class Watchdog {
  /** Whether a wait has taken too long. */
  bitten = false;
  readonly #period: number;
  readonly #bite: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** How often it has found the wait going on. */
  #looks = NO_WAIT;

  /** `ms`: longest wait; `Infinity` or 0 for none. `bite` is called once, when one is longer. */
  constructor(ms: number, bite: () => void) {
    this.#period = ms / LOOKS;
    this.#bite = bite;
  }

  /** A wait begins. */
  start(): void {
    this.#looks = 0;
    if (this.#timer === undefined) this.#arm(Math.min(this.#period, SOON_MS));
  }

  /** The wait has ended. */
  stop(): void {
    this.#looks = NO_WAIT;
  }

  /** Leaves no timer behind. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.stop();
  }

  #arm(ms: number): void {
    const hasEnd = this.#period > 0 && this.#period < LONGEST_TIMER_MS;
    if (hasEnd) this.#timer = setTimeout(() => this.#look(), ms);
  }

  #look(): void {
    this.#timer = undefined;
    if (this.#looks === NO_WAIT) return;
    this.#looks += 1;
    if (this.#looks <= LOOKS) {
      this.#arm(this.#period);
    } else {
      this.bitten = true;
      this.#bite();
    }
  }
}
