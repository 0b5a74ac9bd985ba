/** What several objects have in common. */

/** A model's name. Any string is accepted; these are the documented ones. */
export type ChatModel =
  | "gpt-5.5"
  | "gpt-5.4"
  | "gpt-5.4-mini"
  | "gpt-5.3-codex"
  | "gpt-5.2"
  | (string & {});

/** Labels of your own that are kept with a request: up to 16, of strings. */
export type Metadata = Record<string, string>;

/** How long a model thinks before it answers. Not every model takes every value. */
export type ReasoningEffort =
  | "none"
  | "minimal"
  | "low"
  | "medium"
  | "high"
  | "xhigh"
  | "max"
  | null;

/** How a request is processed, and what it costs. */
export type ServiceTier = "auto" | "default" | "flex" | "scale" | "priority" | "fast";

/** Why an answer ended. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter" | "function_call";

/** What the API says about an error: the `error` member of an error's body. */
export interface ErrorObject {
  /** Machine-readable reason, such as `invalid_api_key`. */
  code: string | null;
  /** What went wrong, in words. */
  message: string;
  /** The request parameter at fault, such as `messages[0].role`. */
  param: string | null;
  /** Kind of error, such as `invalid_request_error`. */
  type: string;
}

/** Marks a content part up to which the conversation is worth caching. */
export interface PromptCacheBreakpoint {
  /** Always `explicit`. */
  mode: "explicit";
  /** How long it is kept at least. */
  ttl?: "30m" | "12h";
}
