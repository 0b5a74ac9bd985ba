/** The messages of a request. */
import type {
  ChatCompletionContentPart,
  ChatCompletionContentPartRefusal,
  ChatCompletionContentPartText,
} from "./content.js";
import type { ChatCompletionMessage, ChatCompletionMessageToolCall } from "./message.js";

/** Who a message is from. */
export type ChatCompletionRole =
  | "developer"
  | "system"
  | "user"
  | "assistant"
  | "tool"
  | "function";

/** Instructions that replace `system` ones for reasoning models. */
export interface ChatCompletionDeveloperMessageParam {
  /** Always `developer`. */
  role: "developer";
  /** The instructions. */
  content: string | ChatCompletionContentPartText[];
  /** Tells participants of the same role apart. */
  name?: string;
}

/** Instructions that the model follows whatever the user says. */
export interface ChatCompletionSystemMessageParam {
  /** Always `system`. */
  role: "system";
  /** The instructions. */
  content: string | ChatCompletionContentPartText[];
  /** Tells participants of the same role apart. */
  name?: string;
}

/** What the user says and shows. */
export interface ChatCompletionUserMessageParam {
  /** Always `user`. */
  role: "user";
  /** A text, or parts: text, images and what else the model takes. */
  content: string | ChatCompletionContentPart[];
  /** Tells participants of the same role apart. */
  name?: string;
}

/** What the model has said. The message of an answer can be put here as it came. */
export interface ChatCompletionAssistantMessageParam {
  /** Always `assistant`. */
  role: "assistant";
  /** What it said. Required unless `tool_calls` is given. */
  content?: string | (ChatCompletionContentPartText | ChatCompletionContentPartRefusal)[] | null;
  /** What it declined to do, in its words. */
  refusal?: string | null;
  /** Tells participants of the same role apart. */
  name?: string;
  /** The tools it called; a `tool` message must answer each. */
  tool_calls?: ChatCompletionMessageToolCall[];
  /** A spoken answer that it gave before. */
  audio?: ChatCompletionAssistantMessageParam.Audio | null;
  /** @deprecated Use `tool_calls`. */
  function_call?: ChatCompletionAssistantMessageParam.FunctionCall | null;
}

export declare namespace ChatCompletionAssistantMessageParam {
  /** A spoken answer. */
  export interface Audio {
    /** The id it came with. */
    id: string;
  }

  /** @deprecated Use `tool_calls`. */
  export type FunctionCall = ChatCompletionMessage.FunctionCall;
}

/** What a tool has answered. */
export interface ChatCompletionToolMessageParam {
  /** Always `tool`. */
  role: "tool";
  /** The answer. */
  content: string | ChatCompletionContentPartText[];
  /** The `id` of the tool call that this answers. */
  tool_call_id: string;
}

/** @deprecated Use `tool` messages. */
export interface ChatCompletionFunctionMessageParam {
  /** Always `function`. */
  role: "function";
  /** The answer. */
  content: string | null;
  /** The function that was called. */
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
