/** From a response to what the call resolves to. */
import type { Parsed } from "./api-promise.js";
import { errorInside } from "./error-inside.js";
import { APIError, OpenAIError } from "./errors.js";
import type { Outcome } from "./outcome.js";
import { receive } from "./send.js";
import { Stream } from "./stream.js";

const JSON_TYPE = /^[^;]*[/+]json\s*(;|$)/i;

/** The stream of an answer that is to be streamed. */
export async function parseStream(outcome: Outcome): Promise<Parsed<unknown>> {
  const { response, link, call } = outcome;
  const { idleTimeout } = call;
  const onEnd = () => link.close();
  const stream = Stream.fromSSEResponse(response, link.controller, { idleTimeout, onEnd });
  return withRequestID(stream, response);
}

/** The parsed JSON, or the text of a response of another type. */
export async function parseBody(first: Outcome): Promise<Parsed<unknown>> {
  const [text, { response }] = await receive(first);
  if (response.status === 204) return { data: null, response };
  if (!JSON_TYPE.test(response.headers.get("content-type") ?? "")) return { data: text, response };
  return withRequestID(text === "" ? undefined : parse(text), response);
}

/**
 * The same where only an object makes sense: proxies answer with pages, with nothing, and with errors
 * that bear status 200.
 */
export async function parseObject(outcome: Outcome): Promise<Parsed<unknown>> {
  const parsed = await parseBody(outcome);
  const { status, headers } = parsed.response;
  const data = parsed.data as { error?: unknown; choices?: unknown } | null | undefined;
  if (typeof data !== "object" || data === null) {
    const message = `The answer holds no JSON object; its type is "${headers.get("content-type")}".`;
    throw new APIError(status, undefined, message, headers);
  }
  if (data.error && !data.choices) throw errorInside(JSON.stringify(data), headers);
  return parsed;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new OpenAIError("The response is not valid JSON.");
  }
}

/** A result that carries the request's id, without showing it among its members. */
export function withRequestID<T>(data: T, response: Response): Parsed<T> {
  if (typeof data === "object" && data !== null && !Array.isArray(data)) {
    const value = response.headers.get("x-request-id");
    Object.defineProperty(data, "_request_id", { value, enumerable: false });
  }
  return { data, response };
}
