/** Edits to a growing value, as `src/protocol/edits.rs` lists them. */

const APPEND = 1;
const EXTEND = 2;

/** What to do, the way to a member, and a value. */
export type Edit = [op: number, ...path: (string | number)[], value: unknown];

type Members = Record<string | number, unknown>;

/** Carries out edits on `root`, making the objects and arrays on their way. */
export function applyEdits(root: object, edits: Edit[]): void {
  for (const [op, ...rest] of edits) {
    const value = rest.pop();
    const key = rest.pop() as string;
    const path = rest as (string | number)[];
    let place = root as Members;
    path.forEach((step, at) => {
      if (typeof place[step] !== "object" || place[step] === null) {
        place[step] = typeof (path[at + 1] ?? key) === "number" ? [] : {};
      }
      place = place[step] as Members;
    });
    const old = place[key];
    if (op === APPEND && typeof old === "string") place[key] = old + value;
    else if (op === EXTEND) {
      const list = Array.isArray(old) ? old : [];
      set(place, key, list.concat((value as unknown[][]).flat()));
    } else set(place, key, value);
  }
}

/** Like an assignment, but `__proto__` is a key like any other, as for `JSON.parse`. */
export function set(place: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") place[key] = value;
  else {
    const attributes = { enumerable: true, configurable: true, writable: true };
    Object.defineProperty(place, key, { value, ...attributes });
  }
}
