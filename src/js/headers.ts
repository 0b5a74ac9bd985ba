/** Merging of header lists, later ones winning, `null` removing. */
import { OpenAIError } from "./errors.js";
import type { HeadersLike, HeaderValue } from "./options.js";

type Pairs = Iterable<readonly [string, HeaderValue]>;

/** Throws an {@link OpenAIError} where a name or a value cannot be sent. */
export function mergeHeaders(...lists: HeadersLike[]): Headers {
  const merged = new Headers();
  for (const list of lists) {
    // What the runtime says of it quotes it.
    if (typeof list === "string") throw new OpenAIError("Headers are not to be a text.");
    // In a list of pairs, a name that comes again adds a value; in an object it is another spelling.
    const isPairs = list && Symbol.iterator in list;
    const seen = new Headers();
    const pairs = isPairs ? (list as Pairs) : Object.entries(list ?? {});
    for (const [name, value] of pairs) {
      if (value === undefined) continue;
      try {
        if (!(isPairs && value && seen.has(name))) merged.delete(name);
        for (const one of [value].flat()) if (one != null) merged.append(name, one);
        seen.set(name, "");
      } catch {
        // The runtime's own message quotes the value, which may be a secret.
        throw new OpenAIError(`The header "${name}" has an invalid name or value.`);
      }
    }
  }
  return merged;
}
