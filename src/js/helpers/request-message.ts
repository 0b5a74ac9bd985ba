/** Answers as messages of the next request. */
import type { ChatCompletionMessageParam } from "../types/index.js";

/** A message as the API takes it: without what only answers hold. */
export function toRequest(message: ChatCompletionMessageParam): ChatCompletionMessageParam {
  if (message.role !== "assistant") return message;
  const { content, function_call, name, refusal, audio, tool_calls } = message;
  const calls = tool_calls?.map((call) => {
    if (call.type === "custom") return call;
    const { name, arguments: text } = call.function;
    return { id: call.id, type: call.type, function: { name, arguments: text } };
  });
  return {
    role: "assistant",
    ...(content !== undefined && { content }),
    ...(function_call && { function_call }),
    ...(name !== undefined && { name }),
    ...(refusal && { refusal }),
    ...(audio && { audio: { id: audio.id } }),
    ...(calls && { tool_calls: calls }),
  };
}
