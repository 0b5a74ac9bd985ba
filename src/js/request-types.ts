/**
 * What goes to the API: messages, tools and parameters, as the documentation of chat completions
 * describes them. Names are those of `openai`, so that types written for it keep working.
 */
import type { ChatCompletionMessage, ChatCompletionMessageToolCall } from "./response-types.js";

/** A model's name. Any string is accepted; these are the documented ones. */
export type ChatModel =
  | "gpt-5.5"
  | "gpt-5.4"
  | "gpt-5.4-mini"
  | "gpt-5.3-codex"
  | "gpt-5.2"
  | (string & {});

/** Text in a message. */
export interface ChatCompletionContentPartText {
  type: "text";
  text: string;
}

/** An image in a user message. */
export interface ChatCompletionContentPartImage {
  type: "image_url";
  image_url: {
    /** An `https:` or a `data:` URL. */
    url: string;
    /** How closely the model looks. Default: `auto`. */
    detail?: "auto" | "low" | "high";
  };
}

/** Sound in a user message. */
export interface ChatCompletionContentPartInputAudio {
  type: "input_audio";
  input_audio: {
    /** Base64. */
    data: string;
    format: "wav" | "mp3";
  };
}

/** A file in a user message. */
export interface ChatCompletionContentPartFile {
  type: "file";
  file: {
    /** Base64. */
    file_data?: string;
    file_id?: string;
    filename?: string;
  };
}

/** What the model declined to do, repeated in an assistant message. */
export interface ChatCompletionContentPartRefusal {
  type: "refusal";
  refusal: string;
}

/** A part of a user message. */
export type ChatCompletionContentPart =
  | ChatCompletionContentPartText
  | ChatCompletionContentPartImage
  | ChatCompletionContentPartInputAudio
  | ChatCompletionContentPartFile;

/** Instructions that replace `system` ones on newer models. */
export interface ChatCompletionDeveloperMessageParam {
  role: "developer";
  content: string | ChatCompletionContentPartText[];
  name?: string;
}

/** Instructions for the model. */
export interface ChatCompletionSystemMessageParam {
  role: "system";
  content: string | ChatCompletionContentPartText[];
  name?: string;
}

/** What the user says. */
export interface ChatCompletionUserMessageParam {
  role: "user";
  content: string | ChatCompletionContentPart[];
  name?: string;
}

/** What the model has said. */
export interface ChatCompletionAssistantMessageParam {
  role: "assistant";
  /** Required unless `tool_calls` is given. */
  content?: string | (ChatCompletionContentPartText | ChatCompletionContentPartRefusal)[] | null;
  refusal?: string | null;
  name?: string;
  tool_calls?: ChatCompletionMessageToolCall[];
  audio?: { id: string } | null;
  /** @deprecated Use `tool_calls`. */
  function_call?: ChatCompletionMessage.FunctionCall | null;
}

/** What a tool has answered. */
export interface ChatCompletionToolMessageParam {
  role: "tool";
  content: string | ChatCompletionContentPartText[];
  /** The `id` of the tool call that this answers. */
  tool_call_id: string;
}

/** @deprecated Use `tool` messages. */
export interface ChatCompletionFunctionMessageParam {
  role: "function";
  content: string | null;
  name: string;
}

/** A message of the conversation, told apart by `role`. */
export type ChatCompletionMessageParam =
  | ChatCompletionDeveloperMessageParam
  | ChatCompletionSystemMessageParam
  | ChatCompletionUserMessageParam
  | ChatCompletionAssistantMessageParam
  | ChatCompletionToolMessageParam
  | ChatCompletionFunctionMessageParam;

/** A function that the model may call. */
export interface FunctionDefinition {
  name: string;
  description?: string;
  /** A JSON Schema. */
  parameters?: FunctionParameters;
  /** Whether arguments must fit the schema exactly. */
  strict?: boolean | null;
}

/** A JSON Schema. */
export type FunctionParameters = Record<string, unknown>;

/** A function offered to the model. */
export interface ChatCompletionFunctionTool {
  type: "function";
  function: FunctionDefinition;
}

/** A tool with free-form input. */
export interface ChatCompletionCustomTool {
  type: "custom";
  custom: {
    name: string;
    description?: string;
    format?:
      | { type: "text" }
      | { type: "grammar"; grammar: { definition: string; syntax: "lark" | "regex" } };
  };
}

/** A tool offered to the model. */
export type ChatCompletionTool = ChatCompletionFunctionTool | ChatCompletionCustomTool;

/** Makes the model call one function. */
export interface ChatCompletionNamedToolChoice {
  type: "function";
  function: { name: string };
}

/** Makes the model call one custom tool. */
export interface ChatCompletionNamedToolChoiceCustom {
  type: "custom";
  custom: { name: string };
}

/** Narrows the tools down for one request. */
export interface ChatCompletionAllowedToolChoice {
  type: "allowed_tools";
  allowed_tools: { mode: "auto" | "required"; tools: Record<string, unknown>[] };
}

/** Whether and which tools the model calls. */
export type ChatCompletionToolChoiceOption =
  | "none"
  | "auto"
  | "required"
  | ChatCompletionAllowedToolChoice
  | ChatCompletionNamedToolChoice
  | ChatCompletionNamedToolChoiceCustom;

/** Plain text. */
export interface ResponseFormatText {
  type: "text";
}

/** Any valid JSON. */
export interface ResponseFormatJSONObject {
  type: "json_object";
}

/** JSON that fits a schema. */
export interface ResponseFormatJSONSchema {
  type: "json_schema";
  json_schema: {
    name: string;
    description?: string;
    schema?: Record<string, unknown>;
    strict?: boolean | null;
  };
}

/** Options of a streamed answer. */
export interface ChatCompletionStreamOptions {
  /** Adds a last chunk with `usage` and empty `choices`. */
  include_usage?: boolean;
  /** Adds random padding to the chunks, against guessing the text from their size. */
  include_obfuscation?: boolean;
}

/** What both kinds of request have in common. Members that are not listed are sent as well. */
export interface ChatCompletionCreateParamsBase {
  /** The conversation so far. */
  messages: ChatCompletionMessageParam[];
  /** The model to use. */
  model: ChatModel;
  /** Between -2 and 2: above 0 repeats fewer words. */
  frequency_penalty?: number | null;
  /** Token ids to a bias between -100 and 100. */
  logit_bias?: Record<string, number> | null;
  /** Whether the answer tells the probabilities of its tokens. */
  logprobs?: boolean | null;
  /** Most tokens of the answer, reasoning included. */
  max_completion_tokens?: number | null;
  /** Most tokens of the answer; `finish_reason` is then `length`. */
  max_tokens?: number | null;
  /** Labels that are kept with the request. */
  metadata?: Record<string, string> | null;
  /** How many answers to give. Default: 1. */
  n?: number | null;
  /** Whether several tools may be called at once. Default: true. */
  parallel_tool_calls?: boolean;
  /** Between -2 and 2: above 0 brings up more new topics. */
  presence_penalty?: number | null;
  /** How long the model thinks before it answers. */
  reasoning_effort?: "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | null;
  /** The form of the answer. */
  response_format?: ResponseFormatText | ResponseFormatJSONSchema | ResponseFormatJSONObject;
  /** The same seed gives the same answer, as far as possible. */
  seed?: number | null;
  /** Texts that end the answer. */
  stop?: string | null | string[];
  /** Whether the answer is kept for later use. */
  store?: boolean | null;
  /** Only with `stream: true`. */
  stream_options?: ChatCompletionStreamOptions | null;
  /** Between 0 and 2: above is more random. Default: 0.7. */
  temperature?: number | null;
  /** Whether and which tools are called. */
  tool_choice?: ChatCompletionToolChoiceOption;
  /** The tools that may be called. */
  tools?: ChatCompletionTool[];
  /** How many likely tokens `logprobs` tells, 0 to 20. */
  top_logprobs?: number | null;
  /** Only tokens that make up this share of the probability. Default: 1. */
  top_p?: number | null;
  /** Who the end user is. */
  user?: string;
  /** Anything else is sent as it is. */
  [parameter: string]: unknown;
}

/** A request for a whole answer. */
export interface ChatCompletionCreateParamsNonStreaming extends ChatCompletionCreateParamsBase {
  stream?: false | null;
}

/** A request for a streamed answer. */
export interface ChatCompletionCreateParamsStreaming extends ChatCompletionCreateParamsBase {
  stream: true;
}

/** A request for an answer. */
export type ChatCompletionCreateParams =
  | ChatCompletionCreateParamsNonStreaming
  | ChatCompletionCreateParamsStreaming;
