/** From a response to what the call resolves to. */
import { APIConnectionError, OpenAIError } from "./errors.js";
import type { Outcome } from "./outcome.js";
import { Stream } from "./stream.js";

/** The stream, the parsed JSON, or the text of a response of another type. */
export async function parseBody(outcome: Outcome, stream: boolean): Promise<unknown> {
  const { response, link, idleTimeout } = outcome;
  if (stream) {
    return Stream.fromSSEResponse(response, link.controller, {
      idleTimeout,
      onEnd: () => link.close(),
    });
  }
  const text = await outcome.text();
  if (response.status === 204) return null;
  if (!/\bjson\b/i.test(response.headers.get("content-type") ?? "")) return text;
  if (text === "") throw new APIConnectionError({ message: "The response has no body." });
  return withRequestID(parse(text), response);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new OpenAIError("The response is not valid JSON.");
  }
}

function withRequestID(value: unknown, response: Response): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.defineProperty(value, "_request_id", {
    value: response.headers.get("x-request-id"),
    enumerable: false,
  });
}
