/** Messages, told apart by their role, and what goes into them. */
import type {
  ChatCompletionAssistantMessageParam,
  ChatCompletionContentPart,
  ChatCompletionContentPartText,
  ChatCompletionCreateParams,
  ChatCompletionMessage,
  ChatCompletionMessageParam,
  ChatCompletionMessageToolCall,
  ChatCompletionTool,
  ChatCompletionToolChoiceOption,
} from "brivionix";
import { accepts, holds, type Same } from "./assert.js";

accepts<ChatCompletionMessageParam[]>([
  { role: "developer", content: "Be brief." },
  { role: "system", content: [{ type: "text", text: "Be brief." }], name: "a" },
  { role: "user", content: "Hi" },
  {
    role: "user",
    content: [
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url: "https://example.com/a.png", detail: "low" } },
      { type: "input_audio", input_audio: { data: "", format: "wav" } },
      { type: "file", file: { file_id: "file-1" } },
    ],
  },
  { role: "assistant", content: null, tool_calls: [] },
  { role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
  { role: "tool", tool_call_id: "call_1", content: "4 °C" },
]);

export function byRole(message: ChatCompletionMessageParam): void {
  switch (message.role) {
    case "user":
      accepts<string | ChatCompletionContentPart[]>(message.content);
      break;
    case "tool":
      holds<Same<typeof message.tool_call_id, string>>();
      break;
    case "assistant":
      accepts<ChatCompletionMessageToolCall[] | undefined>(message.tool_calls);
      break;
    case "developer":
    case "system":
      accepts<string | ChatCompletionContentPartText[]>(message.content);
      break;
    default:
      holds<Same<typeof message.role, "function">>();
  }
}

export function byType(part: ChatCompletionContentPart): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "image_url":
      return part.image_url.url;
    case "input_audio":
      return part.input_audio.data;
    case "file":
      return part.file.filename ?? "";
  }
}

export function byCall(call: ChatCompletionMessageToolCall): string {
  return call.type === "function" ? call.function.arguments : call.custom.input;
}

// An answer goes back into the conversation as it came.
declare const answer: ChatCompletionMessage;
accepts<ChatCompletionAssistantMessageParam>(answer);
accepts<ChatCompletionMessageParam>(answer);

accepts<ChatCompletionTool[]>([
  {
    type: "function",
    function: { name: "f", parameters: { type: "object", properties: {} }, strict: true },
  },
  { type: "custom", custom: { name: "g", format: { type: "text" } } },
]);
accepts<ChatCompletionToolChoiceOption[]>([
  "auto",
  "none",
  "required",
  { type: "function", function: { name: "f" } },
  { type: "custom", custom: { name: "g" } },
  { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [{ type: "function" }] } },
]);
accepts<ChatCompletionCreateParams["response_format"][]>([
  { type: "text" },
  { type: "json_object" },
  { type: "json_schema", json_schema: { name: "a", schema: { type: "object" }, strict: true } },
]);

// @ts-expect-error: no such role
accepts<ChatCompletionMessageParam>({ role: "robot", content: "" });
// @ts-expect-error: a tool message says which call it answers
accepts<ChatCompletionMessageParam>({ role: "tool", content: "" });
// @ts-expect-error: a system message shows no image
accepts<ChatCompletionMessageParam>({ role: "system", content: [{ type: "image_url" }] });
// @ts-expect-error: a user message calls no tools
accepts<ChatCompletionMessageParam>({ role: "user", content: "", tool_calls: [] });
// @ts-expect-error: the URL is in an object
accepts<ChatCompletionContentPart>({ type: "image_url", image_url: "https://example.com/a.png" });
// @ts-expect-error: no such detail
accepts<ChatCompletionContentPart>({ type: "image_url", image_url: { url: "", detail: "best" } });
// @ts-expect-error: a function has a name
accepts<ChatCompletionTool>({ type: "function", function: {} });
// @ts-expect-error: no such choice
accepts<ChatCompletionToolChoiceOption>("any");
// @ts-expect-error: a schema has a name
accepts<ChatCompletionCreateParams["response_format"]>({ type: "json_schema", json_schema: {} });
