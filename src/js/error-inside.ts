/** An error that comes with status 200, within a stream or in place of an answer. */
import { errorMessage } from "./error-message.js";
import { APIError } from "./errors.js";

/** The typed error for the JSON of one. */
export function errorInside(json: string, headers: Headers): APIError {
  const body = JSON.parse(json);
  return new APIError(undefined, body?.error ?? body, errorMessage(0, json), headers);
}
