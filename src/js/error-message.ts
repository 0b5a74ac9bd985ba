/** What an error says, in words: `src/protocol/api_error.rs`. */
import { errorMessage as rawErrorMessage } from "#engine";
import { enter } from "./engine.js";

/** For the status and body of a response, or 0 and the JSON of an error inside a stream. */
export function errorMessage(status: number, body: string): string {
  const bytes = new TextEncoder().encode(body);
  const message = enter(() => rawErrorMessage(status, bytes));
  return JSON.parse(`"${new TextDecoder().decode(message)}"`);
}
