/** Images as parts of a message. */
import { OpenAIError } from "./errors.js";
import { nonNegative } from "./options.js";
import type { ChatCompletionContentPartImage } from "./types/index.js";

/** An image's bytes, in any form that the web has for them, or its `https:` or `data:` URL. */
export type ImageSource = Blob | ArrayBuffer | ArrayBufferView | URL | string;

/** Options of {@link imagePart}. */
export interface ImagePartOptions {
  /** How closely the model looks. The server's default is `auto`. */
  detail?: ChatCompletionContentPartImage.ImageURL["detail"] | undefined;
  /** Largest image, in bytes before they become base64. Default: 20 MiB. */
  maxBytes?: number | undefined;
}

const TWENTY_MIB = 20 * 1024 * 1024;

/** What the models read, by how the bytes begin (https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern). */
const SIGNATURES = [
  ["png", /^\x89PNG\r\n.\n/],
  ["jpeg", /^\xff\xd8\xff/],
  ["gif", /^GIF8[79]a/],
  ["webp", /^RIFF.{4}WEBPVP/s],
] as const;
const SIGNATURE_BYTES = 18;

/**
 * Makes a content part of an image. Bytes become a data URL with the media type that they show
 * themselves, whatever a file's name says; an `https:` URL stays as it is, and nothing is fetched.
 * An `http:` URL is none that the API takes; for a server that does, write the part by hand.
 *
 * ```js
 * const content = [{ type: "text", text: "What is this?" }, await imagePart(input.files[0])];
 * await client.chat.completions.create({ model, messages: [{ role: "user", content }] });
 * ```
 *
 * @throws {OpenAIError} where the image is too large, cannot be read, or is neither PNG, JPEG,
 * WebP nor GIF, and for a URL of another kind.
 */
export async function imagePart(
  source: ImageSource,
  { detail, maxBytes = TWENTY_MIB }: ImagePartOptions = {},
): Promise<ChatCompletionContentPartImage> {
  nonNegative("maxBytes", maxBytes);
  const url = await toURL(source, maxBytes);
  return { type: "image_url", image_url: detail === undefined ? { url } : { url, detail } };
}

async function toURL(source: ImageSource, maxBytes: number): Promise<string> {
  if (typeof source === "string" || source instanceof URL) return checkURL(`${source}`, maxBytes);
  const bytes = await read(source, maxBytes);
  return `${prefix(String.fromCharCode(...bytes.subarray(0, SIGNATURE_BYTES)))}${toBase64(bytes)}`;
}

function checkURL(url: string, maxBytes: number): string {
  if (/^https:\/\//i.test(url)) return url;
  const [head] = /^data:[^,]*;base64,/i.exec(url) ?? [];
  if (head === undefined) {
    throw new OpenAIError(
      "An image's URL must begin with `https:`, or with `data:` and be base64.",
    );
  }
  const base64 = url.slice(head.length);
  const [digits = ""] = base64.split("=", 1);
  checkSize(Math.floor((digits.length * 3) / 4), maxBytes);
  return prefix(decode(base64.slice(0, 24))) + base64;
}

function decode(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return "";
  }
}

async function read(source: Blob | ArrayBuffer | ArrayBufferView, maxBytes: number) {
  // What a form's empty file input gives is `undefined`.
  const size: unknown =
    (source as Blob | undefined)?.size ?? (source as ArrayBuffer | undefined)?.byteLength;
  if (typeof size !== "number") {
    throw new OpenAIError("An image is a File, Blob, ArrayBuffer, typed array, URL or data URL.");
  }
  checkSize(size, maxBytes);
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  }
  try {
    return new Uint8Array("arrayBuffer" in source ? await source.arrayBuffer() : source);
  } catch (cause) {
    throw new OpenAIError("The image could not be read.", { cause });
  }
}

function checkSize(size: number, maxBytes: number): void {
  if (size <= maxBytes) return;
  throw new OpenAIError(
    `The image is too large: it has ${size} bytes, and the limit is ${maxBytes}.`,
  );
}

/** The beginning of a data URL, from the image's first bytes. */
function prefix(head: string): string {
  for (const [type, signature] of SIGNATURES) {
    if (signature.test(head)) return `data:image/${type};base64,`;
  }
  throw new OpenAIError("Models read PNG, JPEG, WebP and GIF images; this is none of them.");
}

function toBase64(bytes: Uint8Array & { toBase64?: () => string }): string {
  if (bytes.toBase64) return bytes.toBase64();
  let base64 = "";
  // A multiple of three needs no padding, and this many fit the arguments of one call.
  for (let at = 0; at < bytes.length; at += 0x6000) {
    base64 += btoa(String.fromCharCode(...bytes.subarray(at, at + 0x6000)));
  }
  return base64;
}
