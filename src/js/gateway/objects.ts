/** Objects that callers have written. */

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether no server can take a name for another one: those written in Go take `MODEL` for `model`. */
export function hasPlainNames(value: object): boolean {
  return Object.keys(value).every((name) => /^[a-z0-9_]+$/.test(name));
}
