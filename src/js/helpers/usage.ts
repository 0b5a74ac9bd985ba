/** Sums of token counts. */
import { set } from "../edits.js";
import type { CompletionUsage } from "../types/index.js";

type Counts = Record<string, unknown>;

/** The sum of all usages, details too. */
export function sumUsage(usages: (CompletionUsage | null | undefined)[]): CompletionUsage {
  const total = { completion_tokens: 0, prompt_tokens: 0, total_tokens: 0 };
  for (const usage of usages) add(total, (usage ?? {}) as Counts);
  return total;
}

function add(total: Counts, counts: Counts): void {
  for (const [name, count] of Object.entries(counts)) {
    const known = Object.hasOwn(total, name) ? total[name] : undefined;
    // Where a server counts in one answer and itemizes in another, what came first stays.
    if (known !== undefined && typeof known !== typeof count) continue;
    if (typeof count === "number") set(total, name, ((known as number | undefined) ?? 0) + count);
    if (typeof count !== "object" || count === null) continue;
    set(total, name, known ?? {});
    add(total[name] as Counts, count as Counts);
  }
}
