/** Conversations as they are stored, and what has to hold for them to go on. */
import type {
  ChatCompletionMessageParam,
  ChatCompletionToolMessageParam,
  CompletionUsage,
} from "../types/index.js";

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
  const open = messages.findIndex((_, at) => openCall(messages, at) >= 0);
  return messages.slice(0, open < 0 ? undefined : open);
}

/** Which call of a message has no result: results follow at once. Negative where there is none. */
function openCall(messages: ChatCompletionMessageParam[], at: number): number {
  const message = messages[at] as ChatCompletionMessageParam;
  const calls = (message.role === "assistant" && message.tool_calls) || [];
  const ids = resultsAfter(messages, at + 1);
  return calls.findIndex(({ id }) => !ids.includes(id));
}

/** The ids of the calls whose results begin at a place. */
function resultsAfter(messages: ChatCompletionMessageParam[], from: number): string[] {
  const ids: string[] = [];
  for (let at = from; messages[at]?.role === "tool"; at++) {
    ids.push((messages[at] as ChatCompletionToolMessageParam).tool_call_id);
  }
  return ids;
}

/** Whether the API would refuse a message for having nothing in it. */
export function lacksContent(message: ChatCompletionMessageParam): boolean {
  if (message.content != null) return false;
  if (message.role !== "assistant") return /^(system|developer|user|tool)$/.test(message.role);
  const { refusal, audio, function_call, tool_calls } = message;
  return !(refusal || audio || function_call || tool_calls?.length);
}

type Members = Record<string, unknown>;

/** What has to be in a content part of a type; parts of other types are not looked into. */
const PARTS: Record<string, (value: unknown) => boolean> = {
  text: isText,
  refusal: isText,
  image_url: (image) => isObject(image) && isText(image.url),
  input_audio: isObject,
  file: isObject,
};

/** @throws {TypeError} where `stored` is no conversation. Roles and members may be unknown ones. */
export function checkStored(stored: unknown): void {
  if (isText(stored)) fail("is a text: pass what `JSON.parse` makes of it");
  if (!isObject(stored)) fail("is no stored conversation");
  check(Array.isArray(stored.messages), "messages", "is not a list");
  const messages = stored.messages as unknown[];
  for (const [at, message] of messages.entries()) checkMessage(message, `messages[${at}]`);
  checkCalls(messages as ChatCompletionMessageParam[]);
  checkUsage(stored.usage ?? {}, "usage");
}

function checkMessage(message: unknown, place: string): void {
  check(isObject(message), place, "is not an object");
  const { role, content, name, tool_call_id, tool_calls } = message as Members;
  check(isText(role), `${place}.role`, "is not a text");
  checkContent(content, `${place}.content`);
  check(tool_calls == null || Array.isArray(tool_calls), `${place}.tool_calls`, "is not a list");
  for (const [at, call] of ((tool_calls as unknown[] | null) ?? []).entries()) {
    check(isCall(call), `${place}.tool_calls[${at}]`);
  }
  check(!lacksContent(message as ChatCompletionMessageParam), `${place}.content`, "is missing");
  check(role !== "tool" || isText(tool_call_id), `${place}.tool_call_id`, "is not a text");
  check(role !== "function" || isText(name), `${place}.name`, "is not a text");
}

function checkContent(content: unknown, place: string): void {
  if (content == null || isText(content)) return;
  check(Array.isArray(content) && content.length > 0, place);
  for (const [at, part] of (content as unknown[]).entries()) {
    const { type, ...members } = Object(part);
    const isGood = Object.hasOwn(PARTS, type) ? PARTS[type] : () => isText(type);
    check(isGood?.(members[type]) === true, `${place}[${at}]`);
  }
}

function isCall(call: unknown): boolean {
  const { id, type, ...members } = Object(call);
  const called = members[type];
  if (!isText(id) || !isObject(called)) return false;
  if (type === "function") return isText(called.name) && isText(called.arguments);
  return type !== "custom" || (isText(called.name) && isText(called.input));
}

/** Every call has its result, right after it, and every result its call. */
function checkCalls(messages: ChatCompletionMessageParam[]): void {
  let open: string[] = [];
  for (const [at, message] of messages.entries()) {
    const place = `messages[${at}]`;
    if (message.role === "tool") {
      const call = open.indexOf(message.tool_call_id);
      check(call >= 0, `${place}.tool_call_id`, "is that of no call before it");
      open.splice(call, 1);
      continue;
    }
    const call = openCall(messages, at);
    check(call < 0, `${place}.tool_calls[${call}]`, "is not followed by a message with its result");
    open = message.role === "assistant" ? (message.tool_calls ?? []).map(({ id }) => id) : [];
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

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
