/** A piece of a streamed answer. */
import type { ChatCompletionLogprobs } from "./logprobs.js";
import type { ChatCompletionModeration } from "./moderation.js";
import type { FinishReason, ServiceTier } from "./shared.js";
import type { CompletionUsage } from "./usage.js";

/** A piece of a streamed answer. */
export interface ChatCompletionChunk {
  /** The answer's id: the same in all its chunks. */
  id: string;
  /** Always `chat.completion.chunk`. */
  object: "chat.completion.chunk";
  /** When the answer was begun: Unix time in seconds. */
  created: number;
  /** The model that answers. */
  model: string;
  /** What is new. Empty in a last chunk that only holds `usage`. */
  choices: ChatCompletionChunk.Choice[];
  /** In the last chunk, where `stream_options.include_usage` was set. */
  usage?: CompletionUsage | null;
  /** What moderation found, where the request asked for it. */
  moderation?: ChatCompletionChunk.Moderation | null;
  /** Random padding, against guessing the text from the sizes of its chunks. */
  obfuscation?: string;
  /** How the request is processed. */
  service_tier?: ServiceTier | null;
  /** Changes when the server does: answers to one `seed` may differ then. */
  system_fingerprint?: string;
}

export declare namespace ChatCompletionChunk {
  /** What a chunk adds to one of the `n` answers. */
  export interface Choice {
    /** The answer's number, from 0. */
    index: number;
    /** The new part of the message. */
    delta: Choice.Delta;
    /** Why the answer has ended; `null` while it has not. */
    finish_reason: FinishReason | null;
    /** How likely the new tokens were, where `logprobs` asked for it. */
    logprobs?: Choice.Logprobs | null;
  }

  export namespace Choice {
    /** The new part of a message. */
    export interface Delta {
      /** In the first chunk. */
      role?: "developer" | "system" | "user" | "assistant" | "tool";
      /** The next piece of text. */
      content?: string | null;
      /** The next piece of a refusal. */
      refusal?: string | null;
      /** The next pieces of tool calls. */
      tool_calls?: Delta.ToolCall[];
      /** The next piece of a spoken answer. */
      audio?: Delta.Audio;
      /** @deprecated Use `tool_calls`. */
      function_call?: Delta.FunctionCall;
    }

    export namespace Delta {
      /** The next piece of a spoken answer. */
      export interface Audio {
        /** Stands for it in the messages of later requests. */
        id?: string;
        /** The next piece of the recording as base64. */
        data?: string;
        /** Until when the id can be used: Unix time in seconds. */
        expires_at?: number;
        /** The next piece of what is said. */
        transcript?: string;
      }

      /** @deprecated Use `tool_calls`. */
      export interface FunctionCall {
        /** In the first piece. */
        name?: string;
        /** The next piece of JSON. */
        arguments?: string;
      }

      /** The next piece of a tool call. */
      export interface ToolCall {
        /** Which tool call of the message it belongs to. */
        index: number;
        /** In the first piece. */
        id?: string;
        /** In the first piece. */
        type?: "function" | "custom";
        /** The next piece of a function call. */
        function?: ToolCall.Function;
        /** The next piece of a custom tool's call. */
        custom?: ToolCall.Custom;
      }

      export namespace ToolCall {
        /** The next piece of a function call. */
        export interface Function {
          /** In the first piece. */
          name?: string;
          /** The next piece of JSON. */
          arguments?: string;
        }

        /** The next piece of a custom tool's call. */
        export interface Custom {
          /** In the first piece. */
          name?: string;
          /** The next piece of the input. */
          input?: string;
        }
      }
    }

    /** How likely the new tokens were. */
    export type Logprobs = ChatCompletionLogprobs;
  }

  export type { ChatCompletionModeration as Moderation };
}
