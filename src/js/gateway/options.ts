/** What a gateway is told. */
import type { Usage } from "./usage.js";

/** The variables and bindings of a worker, or the environment of a process. */
export type DefaultEnv = Record<string, string | undefined>;

/** Something, or a function that gets it out of the environment for every request. */
export type FromEnv<Value, Env> = Value | ((env: Env) => Value | undefined);

/** Counts requests by caller: Cloudflare's rate limiting binding is one. */
export interface RateLimiter {
  /** Counts one request of the caller `key`; `retryAfter` is in seconds. */
  limit(call: { key: string }): PromiseLike<RateLimit> | RateLimit;
}

/** What a {@link RateLimiter} says of a request. */
export interface RateLimit {
  /** Whether the request is within the limit. */
  success: boolean;
  /** After how many seconds the caller may try again. Default: 10. */
  retryAfter?: number | undefined;
}

/** So many requests in so much time, counted in memory: by each process or isolate for itself. */
export interface RequestsPer {
  /** How many requests of one caller. */
  requests: number;
  /** In how many seconds. */
  per: number;
}

/** What {@link GatewayOptions.onUsage} gets for every request that the API has answered. */
export interface UsageReport {
  /** The model that was asked for. */
  model: string;
  /** What the API says it has used; `null` where the answer ended before it said so. */
  usage: Usage | null;
  /** What `authorize` has returned, where that is a text. */
  identity: string | undefined;
  /** The API's `x-request-id`. */
  requestID: string | null;
}

/** Options of `gateway()`. */
export interface GatewayOptions<Env = DefaultEnv> {
  /** The API's key, which stays here. Default: `BRIVIONIX_API_KEY` of the environment. */
  apiKey?: string | ((env: Env) => string | undefined | Promise<string | undefined>) | undefined;
  /**
   * Where the API is; a bare host gets `/v1`. Default: `BRIVIONIX_BASE_URL` of the environment, or
   * else `https://brivionix.com/v1`.
   */
  baseURL?: FromEnv<string, Env> | undefined;
  /** Where the gateway answers: below this path. Default: `/v1`. */
  basePath?: string | undefined;
  /**
   * The origins whose pages may ask, such as `https://app.example`, or a function that decides;
   * `"*"` is for all, and needs `authorize`. Without it pages of the gateway's own origin may.
   */
  allowOrigins?: readonly string[] | "*" | Decides | undefined;
  /** Whether pages of those origins may send cookies along. Default: false. */
  allowCredentials?: boolean | undefined;
  /** The models that callers may ask for, or a function that decides. Default: all. */
  allowModels?: readonly string[] | Decides | undefined;
  /**
   * Parameters that callers may use beside those of the API. Of the latter `moderation`, `prediction`,
   * `service_tier` and `web_search_options` have to be listed, too, as they cost beside the limits,
   * and `tools` for tools of other types than `function` and `custom`, which the API runs.
   */
  allowParams?: readonly string[] | undefined;
  /**
   * The most tokens of an answer. A request for more is refused, and one that names no number gets
   * this one.
   */
  maxTokens?: number | undefined;
  /** Where that number goes. Default: `max_tokens`. */
  maxTokensParam?: "max_tokens" | "max_completion_tokens" | undefined;
  /** The most answers of one request (`n`). Default: 1. */
  maxChoices?: number | undefined;
  /** The most bytes of a request. Default: 4 MiB. */
  maxBodyBytes?: number | undefined;
  /**
   * The most images in a request, those in data URLs and others together. With it, parts of messages
   * that may hold any number, such as files and videos, are refused. Default: no limit.
   */
  maxImages?: number | undefined;
  /**
   * Tells whether a request may pass, before its body is read, which is not to be read here either.
   * A text names the caller, for `rateLimit` and `onUsage`; anything that is falsy refuses with 401.
   */
  authorize?: ((request: Request, env: Env) => Authorized | PromiseLike<Authorized>) | undefined;
  /**
   * How much one caller may ask: numbers to count by in memory, something that counts, or a function
   * that gets it out of the environment. The caller is what `authorize` has returned, or else an
   * address: all whose address the runtime does not tell are one caller.
   */
  rateLimit?: RequestsPer | RateLimiter | ((env: Env) => RateLimiter) | undefined;
  /** Is told what each answer has used, when it is over; in a worker through `ctx.waitUntil`. */
  onUsage?: ((report: UsageReport, env: Env) => unknown) | undefined;
  /**
   * Whether streams are asked for their usage where the caller has not done so, with `onUsage` only.
   * They end in one more chunk then, without choices. Default: true, or else callers could go
   * uncounted.
   */
  includeUsage?: boolean | undefined;
  /** Used in place of the global `fetch`. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

/** Decides about an origin or a model: nothing but `true` allows it. */
export type Decides = (name: string) => boolean | PromiseLike<boolean>;

/** What `authorize` returns. */
export type Authorized = string | boolean | null | undefined;
