/** A message of the model, as it comes in an answer. */
import type { ChatCompletionContentPartImage, ChatCompletionContentPartText } from "./content.js";

/** A function call that the model has made. */
export interface ChatCompletionMessageFunctionToolCall {
  /** Goes into the `tool_call_id` of the message that answers it. */
  id: string;
  /** Always `function`. */
  type: "function";
  /** What to call, with what. */
  function: ChatCompletionMessageFunctionToolCall.Function;
}

export declare namespace ChatCompletionMessageFunctionToolCall {
  /** A function and its arguments. */
  export interface Function {
    /** The function's name. */
    name: string;
    /** JSON, as the model wrote it: it may be invalid, and may not fit the schema. */
    arguments: string;
  }
}

/** A call of a custom tool that the model has made. */
export interface ChatCompletionMessageCustomToolCall {
  /** Goes into the `tool_call_id` of the message that answers it. */
  id: string;
  /** Always `custom`. */
  type: "custom";
  /** What to call, with what. */
  custom: ChatCompletionMessageCustomToolCall.Custom;
}

export declare namespace ChatCompletionMessageCustomToolCall {
  /** A custom tool and its input. */
  export interface Custom {
    /** The tool's name. */
    name: string;
    /** What the model wrote for it. */
    input: string;
  }
}

/** A tool call that the model has made, told apart by `type`. */
export type ChatCompletionMessageToolCall =
  | ChatCompletionMessageFunctionToolCall
  | ChatCompletionMessageCustomToolCall;

/** A spoken answer. */
export interface ChatCompletionAudio {
  /** Stands for it in the messages of later requests. */
  id: string;
  /** The recording as base64. */
  data: string;
  /** Until when the id can be used: Unix time in seconds. */
  expires_at: number;
  /** What is said. */
  transcript: string;
}

/** A message of the model. */
export interface ChatCompletionMessage {
  /** Always `assistant`. */
  role: "assistant";
  /** What it says; `null` where it calls tools or declines instead. */
  content: string | null;
  /** What it declines to do, in its words. */
  refusal: string | null;
  /** The tools it calls. */
  tool_calls?: ChatCompletionMessageToolCall[];
  /** Where what it says comes from. */
  annotations?: ChatCompletionMessage.Annotation[];
  /** The answer as speech, where that was asked for. */
  audio?: ChatCompletionAudio | null;
  /** @deprecated Use `tool_calls`. */
  function_call?: ChatCompletionMessage.FunctionCall | null;
}

export declare namespace ChatCompletionMessage {
  /** A source that the text cites. */
  export interface Annotation {
    /** Always `url_citation`. */
    type: "url_citation";
    /** The source. */
    url_citation: Annotation.URLCitation;
  }

  export namespace Annotation {
    /** A web page, and the piece of text that cites it. */
    export interface URLCitation {
      /** Where the piece of text begins. */
      start_index: number;
      /** Where it ends. */
      end_index: number;
      /** The page's title. */
      title: string;
      /** The page's address. */
      url: string;
    }
  }

  /** @deprecated Use `tool_calls`. */
  export interface FunctionCall {
    /** The function's name. */
    name: string;
    /** JSON, as the model wrote it. */
    arguments: string;
  }
}

/** A message of a stored answer. */
export interface ChatCompletionStoreMessage extends ChatCompletionMessage {
  /** The message's id. */
  id: string;
  /** The content in parts, where it has any. */
  content_parts?: (ChatCompletionContentPartText | ChatCompletionContentPartImage)[] | null;
}
