/**
 * What comes from the API: completions, chunks, usage and models, as the documentation of chat
 * completions describes them. Names are those of `openai`.
 */

/** A function call that the model has made. */
export interface ChatCompletionMessageFunctionToolCall {
  id: string;
  type: "function";
  function: {
    name: string;
    /** JSON, as the model wrote it: it may be invalid. */
    arguments: string;
  };
}

/** A call of a custom tool that the model has made. */
export interface ChatCompletionMessageCustomToolCall {
  id: string;
  type: "custom";
  custom: { name: string; input: string };
}

/** A tool call that the model has made. */
export type ChatCompletionMessageToolCall =
  | ChatCompletionMessageFunctionToolCall
  | ChatCompletionMessageCustomToolCall;

/** A model, as `GET /models` describes it. */
export interface Model {
  id: string;
  /** Unix time in seconds. */
  created: number;
  object: "model";
  owned_by: string;
}

/** Why an answer ended. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter" | "function_call";

/** A token and its probability. */
export interface ChatCompletionTokenLogprob {
  token: string;
  /** UTF-8, where the token has a text. */
  bytes: number[] | null;
  logprob: number;
  top_logprobs: { token: string; bytes: number[] | null; logprob: number }[];
}

/** The probabilities of an answer's tokens. */
export interface ChatCompletionLogprobs {
  content: ChatCompletionTokenLogprob[] | null;
  refusal: ChatCompletionTokenLogprob[] | null;
}

/** What a request cost, in tokens. */
export interface CompletionUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details?: {
    audio_tokens?: number;
    /** Billed at about a tenth. */
    cached_tokens?: number;
  };
  completion_tokens_details?: {
    accepted_prediction_tokens?: number;
    audio_tokens?: number;
    reasoning_tokens?: number;
    rejected_prediction_tokens?: number;
  };
}

/** A message of the model. */
export interface ChatCompletionMessage {
  role: "assistant";
  content: string | null;
  refusal: string | null;
  tool_calls?: ChatCompletionMessageToolCall[];
  annotations?: {
    type: "url_citation";
    url_citation: { start_index: number; end_index: number; title: string; url: string };
  }[];
  audio?: { id: string; data: string; expires_at: number; transcript: string } | null;
  /** @deprecated Use `tool_calls`. */
  function_call?: ChatCompletionMessage.FunctionCall | null;
}

export declare namespace ChatCompletionMessage {
  /** @deprecated Use `tool_calls`. */
  export interface FunctionCall {
    name: string;
    arguments: string;
  }
}

/** A whole answer. */
export interface ChatCompletion {
  id: string;
  object: "chat.completion";
  /** Unix time in seconds. */
  created: number;
  model: string;
  choices: ChatCompletion.Choice[];
  usage?: CompletionUsage;
  service_tier?: "auto" | "default" | "flex" | "scale" | "priority" | null;
  system_fingerprint?: string;
}

export declare namespace ChatCompletion {
  /** One of the `n` answers. */
  export interface Choice {
    index: number;
    message: ChatCompletionMessage;
    finish_reason: FinishReason;
    logprobs: ChatCompletionLogprobs | null;
  }
}

/** A piece of a streamed answer. */
export interface ChatCompletionChunk {
  id: string;
  object: "chat.completion.chunk";
  /** Unix time in seconds. */
  created: number;
  model: string;
  choices: ChatCompletionChunk.Choice[];
  /** In the last chunk, where `stream_options.include_usage` was set. */
  usage?: CompletionUsage | null;
  service_tier?: "auto" | "default" | "flex" | "scale" | "priority" | null;
  system_fingerprint?: string;
}

export declare namespace ChatCompletionChunk {
  /** What a chunk adds to one of the `n` answers. */
  export interface Choice {
    index: number;
    delta: Choice.Delta;
    finish_reason: FinishReason | null;
    logprobs?: ChatCompletionLogprobs | null;
  }

  export namespace Choice {
    /** The new part of the message. */
    export interface Delta {
      role?: "developer" | "system" | "user" | "assistant" | "tool";
      content?: string | null;
      refusal?: string | null;
      tool_calls?: Delta.ToolCall[];
      /** @deprecated Use `tool_calls`. */
      function_call?: { name?: string; arguments?: string };
    }

    export namespace Delta {
      /** The new part of a tool call, told apart by `index`. */
      export interface ToolCall {
        index: number;
        id?: string;
        type?: "function";
        function?: { name?: string; arguments?: string };
      }
    }
  }
}
