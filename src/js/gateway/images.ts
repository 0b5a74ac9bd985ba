/** The images in the messages of a request, where there may be but so many. */
import { hasPlainNames, isObject } from "./objects.js";
import { invalid } from "./refusal.js";

/** Parts that hold no image or one. A file, a video or whatever else may hold any number. */
const PARTS = new Set<unknown>(["text", "refusal", "input_audio", "image_url"]);
const INSIDE_PART = ["image_url", "input_audio", "prompt_cache_breakpoint", "cache_control"];
const INSIDE_MESSAGE = "content tool_calls function_call audio annotations reasoning_details".split(
  " ",
);

/** Throws a {@link Refusal} where there are more images, or what may hold more. */
export function checkImages(messages: unknown[], most: number): void {
  let count = 0;
  for (const message of messages) {
    const members = membersOf(message, INSIDE_MESSAGE);
    count += imagesAmong(members);
    for (const part of partsOf(members.get("content"))) count += imagesIn(part);
  }
  if (count > most) throw invalid("messages", `A request may hold ${most} images at most.`);
}

/** The members of an object. Those that are not `known` may be no more than values. */
function membersOf(value: unknown, known: readonly string[]): Map<string, unknown> {
  if (!isObject(value) || !hasPlainNames(value)) throw unknown();
  const members = Object.entries(value);
  for (const [name, inner] of members) {
    if (typeof inner === "object" && inner !== null && !known.includes(name)) throw unknown();
  }
  return new Map(members);
}

function partsOf(content: unknown): unknown[] {
  if (Array.isArray(content)) return content;
  if (isObject(content)) throw unknown();
  return [];
}

function imagesIn(part: unknown): number {
  if (typeof part === "string") return 0;
  const members = membersOf(part, INSIDE_PART);
  const type = members.get("type");
  if (!PARTS.has(type)) throw unknown();
  const image = members.get("image_url");
  // A list of addresses would be several.
  if (typeof image === "object" && image !== null) membersOf(image, []);
  return Math.max(imagesAmong(members), type === "image_url" ? 1 : 0);
}

/** Whatever is called one may be one to some server. */
function imagesAmong(members: Map<string, unknown>): number {
  return [...members.keys()].filter((name) => name.includes("image")).length;
}

function unknown() {
  return invalid("messages", "Messages may hold nothing here but texts, sounds and images.");
}
