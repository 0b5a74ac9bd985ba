/** What tools have returned, among the chunks of a stream that is passed on. */
import type { ChatCompletionChunk, ChatCompletionToolMessageParam } from "../types/index.js";

/** Where `openai` puts such a message: older readers see a chunk without choices. */
const PREFIX = "chat.completion.chunk.message:";

/** A chunk that carries a message. */
export function messageChunk(
  { id, created, model }: ChatCompletionChunk,
  message: ChatCompletionToolMessageParam,
): object {
  const object = PREFIX + JSON.stringify({ type: "message", message });
  return { id, choices: [], created, model, object };
}

/** The message that a chunk carries, if it does. */
export function messageOf(item: object): unknown {
  const { object } = item as { object?: unknown };
  if (typeof object !== "string" || !object.startsWith(PREFIX)) return undefined;
  return JSON.parse(object.slice(PREFIX.length)).message;
}
