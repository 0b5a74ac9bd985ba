/** Conversations as they are stored, and what has to hold for them to go on. */
import type { ChatCompletionMessageParam, CompletionUsage } from "../types/index.js";

/** What a conversation is stored as. */
export interface StoredConversation {
  /** The messages. */
  messages: ChatCompletionMessageParam[];
  /** The tokens of all answers. */
  usage?: CompletionUsage;
}

/** The messages up to a call that has no result: every later request would fail by it. */
export function withoutOpenCalls(
  messages: ChatCompletionMessageParam[],
): ChatCompletionMessageParam[] {
  const answered = new Set(
    messages.map((message) => message.role === "tool" && message.tool_call_id),
  );
  const open = messages.findIndex(
    (message) =>
      message.role === "assistant" && message.tool_calls?.some(({ id }) => !answered.has(id)),
  );
  return messages.slice(0, open < 0 ? undefined : open);
}

type Members = Record<string, unknown>;

/** @throws {TypeError} where `stored` is no conversation. Roles and members may be unknown ones. */
export function checkStored(stored: unknown): void {
  if (typeof stored === "string") fail("is a text: pass what `JSON.parse` makes of it");
  if (!isObject(stored)) fail("is no stored conversation");
  check(Array.isArray(stored.messages), "messages", "is not a list");
  for (const [at, message] of (stored.messages as unknown[]).entries()) {
    checkMessage(message, `messages[${at}]`);
  }
  checkUsage(stored.usage ?? {}, "usage");
}

function checkMessage(message: unknown, place: string): void {
  check(isObject(message), place, "is not an object");
  const { role, content, tool_call_id, tool_calls } = message as Members;
  check(typeof role === "string", `${place}.role`, "is not a text");
  const parts = Array.isArray(content) ? content : [];
  check(parts === content || content == null || typeof content === "string", `${place}.content`);
  for (const [at, part] of parts.entries()) check(isObject(part), `${place}.content[${at}]`);
  check(role !== "tool" || typeof tool_call_id === "string", `${place}.tool_call_id`);
  check(tool_calls == null || Array.isArray(tool_calls), `${place}.tool_calls`);
  for (const [at, call] of ((tool_calls as Members[] | null) ?? []).entries()) {
    const known = isObject(call?.[call?.type as string]);
    check(typeof call?.id === "string" && known, `${place}.tool_calls[${at}]`);
  }
}

function checkUsage(usage: unknown, place: string): void {
  check(isObject(usage), place, "is not an object");
  for (const [name, count] of Object.entries(usage as Members)) {
    if (isObject(count)) checkUsage(count, `${place}.${name}`);
    else check(count === null || Number.isFinite(count), `${place}.${name}`, "is not a number");
  }
}

function check(good: boolean, place: string, wrong = "is not what the API takes"): void {
  if (!good) fail(`cannot be used: \`${place}\` ${wrong}`);
}

function fail(wrong: string): never {
  throw new TypeError(`The stored conversation ${wrong}.`);
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
