/** Answers as messages of the next request. */
import type { ChatCompletionMessageParam } from "../types/index.js";

/** A message as the API takes it: without what only answers hold. */
export function toRequest(message: ChatCompletionMessageParam): ChatCompletionMessageParam {
  if (message.role !== "assistant") return message;
  const { content, function_call, name, refusal, audio, tool_calls } = message;
  const request: ChatCompletionMessageParam = { role: "assistant" };
  if (content !== undefined) request.content = content;
  if (function_call) request.function_call = function_call;
  if (name !== undefined) request.name = name;
  if (refusal) request.refusal = refusal;
  if (audio) request.audio = { id: audio.id };
  if (tool_calls?.length) {
    request.tool_calls = tool_calls.map((call) => {
      if (!("function" in call)) return call;
      const { name, arguments: text } = call.function;
      return { id: call.id, type: call.type, function: { name, arguments: text } };
    });
  }
  return request;
}
