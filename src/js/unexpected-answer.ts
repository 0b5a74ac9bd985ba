/** An answer that is not what was asked for: a page of a proxy, or nothing at all. */
import { APIError } from "./errors.js";

/** The typed error for it. Nothing of the body is quoted, only what its headers say. */
export function unexpectedAnswer(wanted: string, response: Response, isEmpty: boolean): APIError {
  const { status, headers } = response;
  const found = isEmpty ? "nothing" : headers.get("content-type") || "untyped data";
  return new APIError(status, undefined, `Expected a whole ${wanted}, got ${found}.`, headers);
}
