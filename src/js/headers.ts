/** Merging of header lists, later ones winning, `null` removing. */
import type { HeadersLike } from "./options.js";

export interface MergedHeaders {
  values: Headers;
  /** Whether any list set or removed the header. */
  mentions(name: string): boolean;
}

export function mergeHeaders(...lists: (HeadersLike | undefined)[]): MergedHeaders {
  const values = new Headers();
  const mentioned = new Set<string>();
  for (const list of lists) {
    for (const [name, value] of entries(list)) {
      if (value === undefined) continue;
      mentioned.add(name.toLowerCase());
      values.delete(name);
      if (value === null) continue;
      for (const one of typeof value === "string" ? [value] : value) values.append(name, one);
    }
  }
  return { values, mentions: (name) => mentioned.has(name) };
}

function entries(
  list: HeadersLike = {},
): Iterable<[string, string | readonly string[] | null | undefined]> {
  if (list instanceof Headers) return list.entries();
  return Array.isArray(list) ? list : Object.entries(list);
}
