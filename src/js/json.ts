/** JSON that may be none. */
import { OpenAIError } from "./errors.js";

/** A JSON value; the error, which says what is none, does not quote it as the parser's own does. */
export function parseJSON<T>(json: string, what: string): T {
  try {
    return JSON.parse(json);
  } catch {
    throw new OpenAIError(`${what} is not valid JSON.`);
  }
}

/** A JSON value; `undefined` where the text is none. */
export function parseOrNothing(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
