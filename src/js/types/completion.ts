/** A whole answer. */
import type { ChatCompletionLogprobs } from "./logprobs.js";
import type { ChatCompletionMessage } from "./message.js";
import type { ChatCompletionModeration } from "./moderation.js";
import type { FinishReason, Metadata, ServiceTier } from "./shared.js";
import type { CompletionUsage } from "./usage.js";

/** A whole answer. */
export interface ChatCompletion {
  /** The answer's id. */
  id: string;
  /** Always `chat.completion`. */
  object: "chat.completion";
  /** When it was made: Unix time in seconds. */
  created: number;
  /** The model that answered. */
  model: string;
  /** One, or as many as `n` asked for. */
  choices: ChatCompletion.Choice[];
  /** What it cost, in tokens. */
  usage?: CompletionUsage;
  /** The labels of the request. */
  metadata?: Metadata | null;
  /** What moderation found, where the request asked for it. */
  moderation?: ChatCompletion.Moderation | null;
  /** How the request was processed. */
  service_tier?: ServiceTier | null;
  /** Changes when the server does: answers to one `seed` may differ then. */
  system_fingerprint?: string;
}

export declare namespace ChatCompletion {
  /** One of the `n` answers. */
  export interface Choice {
    /** Its number, from 0. */
    index: number;
    /** The message: text, a refusal or tool calls. */
    message: ChatCompletionMessage;
    /** Why it ended: `length` where `max_tokens` cut it short. */
    finish_reason: FinishReason;
    /** How likely its tokens were, where `logprobs` asked for it. */
    logprobs: Choice.Logprobs | null;
  }

  export namespace Choice {
    /** How likely the tokens were. */
    export type Logprobs = ChatCompletionLogprobs;
  }

  export type { ChatCompletionModeration as Moderation };
}

/** An answer that has been deleted from the store. */
export interface ChatCompletionDeleted {
  /** The answer's id. */
  id: string;
  /** Whether it was deleted. */
  deleted: boolean;
  /** Always `chat.completion.deleted`. */
  object: "chat.completion.deleted";
}
