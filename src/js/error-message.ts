/** What an error says, in words. */
import { Decoder } from "./engine.js";

/** Plain text bodies longer than this are cut: what follows is seldom a message. */
const LONGEST_TEXT = 300;

/** What the API's documentation tells the user to do. */
const ADVICE: Record<number, string> = {
  400: "Check the request body.",
  401: "Check the API key: it may be wrong, expired or out of quota.",
  403: "Check that the API key may use this model.",
  429: "Wait before retrying, and send fewer requests at once.",
  503: "The upstream provider has trouble. Try again later.",
};

/**
 * What the body of a response says, and what to do about it; the status is put before it elsewhere.
 * For an error inside a stream, the status is 0 and the body the JSON of the error.
 */
export function errorMessage(status: number, body: string): string {
  const nothing = status
    ? "status code (no body)"
    : "The API reported an error and gave no reason.";
  const message = said(body.trim()) || nothing;
  const advice = ADVICE[status] ?? (status >= 500 ? "Try again later." : "");
  if (!advice) return message;
  return `${message}${/[.!?]$/.test(message) ? "" : "."} ${advice}`;
}

function said(body: string): string {
  if (body.startsWith("<")) return "The server answered with an HTML page.";
  if (!/^[[{"]/.test(body)) return body.slice(0, LONGEST_TEXT).replace(/\p{Cc}|\p{Cs}/gu, " ");
  // `src/protocol/api_error.rs` knows where it stands.
  const decoder = new Decoder((engine) => engine.error());
  decoder.feed(new TextEncoder().encode(body));
  const message = decoder.text(0);
  decoder.close();
  return JSON.parse(`"${message}"`);
}
