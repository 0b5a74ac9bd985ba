/** Edits to a growing value, as `src/protocol/edits.rs` lists them. */
import { OpenAIError } from "./errors.js";

const APPEND = 1;
const EXTEND = 2;
const HIDE = 3;

/** More choices or tool calls than any answer has: `openai` ends at 128. */
const MOST = 1024;

/** What to do, the way to a member, and a value. */
export type Edit = [op: number, ...path: (string | number)[], value: unknown];

type Members = Record<string | number, unknown>;

/** Carries out edits on `root`, making the objects and arrays on their way. */
export function applyEdits(root: object, edits: Edit[]): void {
  for (const edit of edits) {
    const last = edit.length - 2;
    let place = root as Members;
    for (let at = 1; at < last; at++) {
      const step = edit[at] as string;
      if (+step >= MOST)
        throw new OpenAIError(`The stream holds over ${MOST} choices or tool calls.`);
      if (typeof place[step] !== "object" || place[step] === null) {
        place[step] = typeof edit[at + 1] === "number" ? [] : {};
      }
      place = place[step] as Members;
    }
    const key = edit[last] as string;
    const value = edit[last + 1];
    const old = place[key];
    if (edit[0] === APPEND && typeof old === "string") place[key] = old + value;
    else if (edit[0] === APPEND && Array.isArray(old)) {
      // A text after a list is one more of its parts.
      const last = old.at(-1);
      if (typeof last?.text === "string") last.text += value;
      else if (value) old.push({ type: "text", text: value });
    } else if (edit[0] === EXTEND) {
      let list = Array.isArray(old) ? old : [];
      if (typeof old === "string" && old) list = [{ type: "text", text: old }];
      set(place, key, list.concat((value as unknown[][]).flat()));
    } else set(place, key, value, edit[0] !== HIDE);
  }
}

/** Like an assignment, but `__proto__` is a key like any other, as for `JSON.parse`. */
export function set(place: Members, key: string, value: unknown, enumerable = true): void {
  const attributes = { enumerable, configurable: true, writable: true };
  Object.defineProperty(place, key, { value, ...attributes });
}
