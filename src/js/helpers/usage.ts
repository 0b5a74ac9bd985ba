/** Sums of token counts. */
import type { CompletionUsage } from "../types/index.js";

type Counts = Record<string, unknown>;

/** The sum of all usages, details too. */
export function sumUsage(usages: (CompletionUsage | null | undefined)[]): CompletionUsage {
  const total = { completion_tokens: 0, prompt_tokens: 0, total_tokens: 0 };
  for (const usage of usages) add(total, usage as Counts | null | undefined);
  return total;
}

function add(total: Counts, counts: Counts | null | undefined): void {
  for (const [name, count] of Object.entries(counts ?? {})) {
    const known = Object.hasOwn(total, name) ? total[name] : undefined;
    if (typeof count === "number") {
      define(total, name, ((known as number | undefined) ?? 0) + count);
    } else if (typeof count === "object" && count !== null) {
      const sums = (known ?? {}) as Counts;
      define(total, name, sums);
      add(sums, count as Counts);
    }
  }
}

function define(total: Counts, name: string, value: unknown): void {
  const attributes = { enumerable: true, configurable: true, writable: true };
  Object.defineProperty(total, name, { value, ...attributes });
}
