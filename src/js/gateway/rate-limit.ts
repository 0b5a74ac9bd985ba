/** How much one caller may ask. */
import type { GatewayOptions, RateLimit, RateLimiter, RequestsPer } from "./options.js";
import { guarded, Refusal } from "./refusal.js";

/** How many callers are remembered: those who asked last. */
const MOST_CALLERS = 10_000;
const DEFAULT_WAIT = 10;

/** Throws a {@link Refusal} where the caller `key` has asked too much. */
export async function checkRate<Env>(
  limiter: RateLimiter | ((env: Env) => RateLimiter) | undefined,
  key: string,
  env: Env,
): Promise<void> {
  if (!limiter) return;
  const { success, retryAfter } = await guarded("rateLimit", () =>
    (typeof limiter === "function" ? limiter(env) : limiter).limit({ key }),
  );
  if (success) return;
  const wait = Math.ceil(Number(retryAfter ?? DEFAULT_WAIT));
  const seconds = Number.isSafeInteger(wait) ? Math.max(1, wait) : DEFAULT_WAIT;
  throw new Refusal(429, `Too many requests. Try again in ${seconds} s.`, {
    type: "rate_limit_error",
    code: "rate_limit_exceeded",
    headers: { "retry-after": String(seconds) },
  });
}

/** The limiter that an option stands for. */
export function limiterOf<Env>(
  option: GatewayOptions<Env>["rateLimit"],
): RateLimiter | ((env: Env) => RateLimiter) | undefined {
  if (!option || typeof option === "function" || "limit" in option) return option;
  return new MemoryLimiter(option);
}

/**
 * Remembers of each caller one number: when all that has been asked would have come at an even
 * pace (https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm).
 */
class MemoryLimiter implements RateLimiter {
  readonly #per: number;
  readonly #pace: number;
  /** In the order in which they asked last. */
  readonly #paidUntil = new Map<string, number>();

  constructor({ requests, per }: RequestsPer) {
    this.#per = per * 1000;
    this.#pace = this.#per / requests;
  }

  limit({ key }: { key: string }): RateLimit {
    const now = Date.now();
    const until = Math.max(now, this.#paidUntil.get(key) ?? 0) + this.#pace;
    // A part of a millisecond is no reason to refuse: the clock counts in whole ones.
    const wait = until - now - this.#per;
    if (wait >= 1) return { success: false, retryAfter: wait / 1000 };
    this.#paidUntil.delete(key);
    this.#paidUntil.set(key, until);
    if (this.#paidUntil.size > MOST_CALLERS) this.#forgetOldest();
    return { success: true };
  }

  #forgetOldest(): void {
    const [oldest] = this.#paidUntil.keys();
    if (oldest !== undefined) this.#paidUntil.delete(oldest);
  }
}
