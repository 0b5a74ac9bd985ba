/** From a response to what the call resolves to. */
import type { Parsed } from "./api-promise.js";
import { errorInside } from "./error-inside.js";
import { parseJSON } from "./json.js";
import { parseObject } from "./json-answer.js";
import type { Outcome } from "./outcome.js";
import { receive } from "./send.js";
import { Stream } from "./stream.js";
import { unexpectedAnswer } from "./unexpected-answer.js";

const JSON_TYPE = /^[^;]*[/+]json\s*(;|$)/i;
/** What no JSON text begins with, and every event stream. */
const EVENTS = /^\s*(data|event|id|retry)?:/;

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
  if (!JSON_TYPE.test(response.headers.get("content-type") as string))
    return { data: text, response };
  return withRequestID(text === "" ? undefined : parseJSON(text, "The response"), response);
}

/**
 * The object of an answer that is to be one. Proxies answer with pages and with nothing, servers
 * with errors whose status is 200, and some with a stream that nobody has asked for.
 */
export async function parseAnswer(first: Outcome): Promise<Parsed<unknown>> {
  const [text, { response }] = await receive(first);
  const { headers } = response;
  const data = EVENTS.test(text) ? await gather(text, headers) : parseObject(text);
  if (!data) throw unexpectedAnswer("JSON object", response, !text.trim());
  if (isError(data)) throw errorInside(JSON.stringify(data), headers);
  return withRequestID(data, response);
}

/** The answer that a stream adds up to; `undefined` in the entries that cannot put it together. */
function gather(text: string, headers: Headers): Promise<object> | undefined {
  const response = new Response(text, { headers });
  return Stream.fromSSEResponse(response, new AbortController()).finalChatCompletion?.();
}

function isError(body: { error?: unknown; object?: unknown; choices?: unknown }): boolean {
  return body.object === "error" || (Boolean(body.error) && !body.choices);
}

/** A result that carries the request's id, without showing it among its members. */
export function withRequestID<T>(data: T, response: Response): Parsed<T> {
  if (typeof data === "object" && data !== null && !Array.isArray(data)) {
    const value = response.headers.get("x-request-id");
    Object.defineProperty(data, "_request_id", { value, enumerable: false });
  }
  return { data, response };
}
