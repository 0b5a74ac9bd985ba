/** What a request carries. */
import { OpenAIError } from "./errors.js";
import { mergeHeaders } from "./headers.js";
import type { HeadersLike } from "./options.js";

/** By name, because an object may come from another realm. */
const SENT_AS_IT_IS = /(ArrayBuffer|Blob|File|FormData|URLSearchParams|ReadableStream)\]$/;

/**
 * Bytes, blobs, forms and streams are sent as they are, and so is text whose type `headers` give.
 * Anything else is sent as JSON.
 */
export function encodeBody(body: unknown, headers: HeadersLike): BodyInit | undefined {
  if (!body) return undefined;
  const asItIs =
    ArrayBuffer.isView(body) ||
    SENT_AS_IT_IS.test(Object.prototype.toString.call(body)) ||
    (typeof body === "string" && mergeHeaders(headers).has("content-type"));
  return asItIs ? (body as BodyInit) : toJSON(body);
}

function toJSON(body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    // What a getter or `toJSON` throws may quote what is sent.
    const [reason] = /bigint|circular|cyclic/i.exec((cause as Error)?.message) ?? ["see `cause`"];
    throw new OpenAIError(`The request body cannot be written as JSON: ${reason}.`, { cause });
  }
}
