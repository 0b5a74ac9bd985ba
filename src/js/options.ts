/** Client and request options, brought into one form once, where they come in. */
import type { ApiKey, Fetch } from "./call.js";
import { readEnv, runsInPage } from "./environment.js";
import { OpenAIError } from "./errors.js";
import { type Logger, type LogLevel, parseLogLevel } from "./log.js";

/** Headers in any form that `fetch` takes; `null` removes a header. */
export type HeadersLike =
  | Headers
  | [string, string][]
  | Record<string, string | readonly string[] | null | undefined>;

/** Query parameters; `undefined` leaves one out. */
export type QueryLike = Record<string, string | number | boolean | null | undefined>;

/** Options of `new OpenAI()`. */
export interface ClientOptions {
  /**
   * The API key, or a function that returns one and is called before every attempt, so that
   * short-lived tokens work. Defaults to the environment variables `BRIVIONIX_API_KEY`, then
   * `OPENAI_API_KEY`.
   */
  apiKey?: ApiKey | undefined;
  /**
   * Where the API is, with or without a trailing slash; a bare host gets `/v1`. Defaults to
   * `BRIVIONIX_BASE_URL`, then `OPENAI_BASE_URL`, then `https://brivionix.com/v1`.
   */
  baseURL?: string | null | undefined;
  /** Sent as `OpenAI-Organization`. */
  organization?: string | null | undefined;
  /** Sent as `OpenAI-Project`. */
  project?: string | null | undefined;
  /** Headers for every request; `null` removes one. */
  defaultHeaders?: HeadersLike | undefined;
  /** Query parameters for every request. */
  defaultQuery?: QueryLike | undefined;
  /** Longest wait for the response headers of one attempt, in ms. Default: 10 minutes. */
  timeout?: number | undefined;
  /** Longest wait between two reads of a response body, in ms. Default: 5 minutes. */
  idleTimeout?: number | undefined;
  /** How often a failed request is sent again. Default: 2. */
  maxRetries?: number | undefined;
  /** Used in place of the global `fetch`. */
  fetch?: Fetch | undefined;
  /** Further options for every `fetch` call. */
  fetchOptions?: RequestInit | undefined;
  /** What is logged: `off`, `error`, `warn` (default), `info` or `debug`. Never a key or a text. */
  logLevel?: LogLevel | undefined;
  /** Where it is logged. Default: `console`. */
  logger?: Logger | undefined;
  /** Allows a secret key (`sk-…`) in a web page, where every visitor can read it. */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/** Options of a single call. */
export interface RequestOptions {
  /** Headers for this request; `null` removes one. */
  headers?: HeadersLike | undefined;
  /** Query parameters for this request. */
  query?: QueryLike | undefined;
  /** Aborts the request, a wait between two attempts, or the stream. */
  signal?: AbortSignal | null | undefined;
  /** See {@link ClientOptions.timeout}. */
  timeout?: number | undefined;
  /** See {@link ClientOptions.idleTimeout}. */
  idleTimeout?: number | undefined;
  /** See {@link ClientOptions.maxRetries}. */
  maxRetries?: number | undefined;
  /** Sent as `Idempotency-Key`. */
  idempotencyKey?: string | undefined;
  /** Further options for this `fetch` call. */
  fetchOptions?: RequestInit | undefined;
}

/** Client options with every default filled in. */
export interface Settings {
  apiKey: ApiKey | null;
  baseURL: string;
  organization: string | null;
  project: string | null;
  defaultHeaders: HeadersLike | undefined;
  defaultQuery: QueryLike | undefined;
  timeout: number;
  idleTimeout: number;
  maxRetries: number;
  fetch: Fetch;
  fetchOptions: RequestInit | undefined;
  logLevel: LogLevel;
  logger: Logger;
}

const TEN_MINUTES = 600_000;
const FIVE_MINUTES = 300_000;

/** Fills in the defaults; throws an {@link OpenAIError} where an option cannot be used. */
export function settle(options: ClientOptions): Settings {
  const apiKey = options.apiKey ?? readEnv("API_KEY") ?? null;
  refuseSecretInPage(apiKey, options.dangerouslyAllowBrowser ?? false);
  return {
    apiKey,
    baseURL: options.baseURL || readEnv("BASE_URL") || "https://brivionix.com/v1",
    organization: options.organization ?? readEnv("ORG_ID") ?? null,
    project: options.project ?? readEnv("PROJECT_ID") ?? null,
    defaultHeaders: options.defaultHeaders,
    defaultQuery: options.defaultQuery,
    timeout: nonNegative("timeout", options.timeout ?? TEN_MINUTES),
    idleTimeout: nonNegative("idleTimeout", options.idleTimeout ?? FIVE_MINUTES),
    maxRetries: nonNegative("maxRetries", options.maxRetries ?? 2),
    fetch: options.fetch ?? defaultFetch(),
    fetchOptions: options.fetchOptions,
    logLevel: parseLogLevel(options.logLevel ?? readEnv("LOG")),
    logger: options.logger ?? console,
  };
}

/** Checks a number of ms or of times. */
export function nonNegative(name: string, value: number): number {
  if (typeof value === "number" && value >= 0) return value;
  throw new OpenAIError(`\`${name}\` must be a number of 0 or more.`);
}

function defaultFetch(): Fetch {
  if (typeof fetch === "function") return (url, init) => fetch(url, init);
  throw new OpenAIError("This runtime has no `fetch`; pass one as the `fetch` option.");
}

function refuseSecretInPage(apiKey: ApiKey | null, allowed: boolean): void {
  if (allowed || typeof apiKey !== "string" || !apiKey.startsWith("sk-") || !runsInPage()) return;
  throw new OpenAIError(
    "A secret API key in a web page can be read by everyone who opens it. Either pass `apiKey` a " +
      "function that fetches a short-lived token from your server, or send requests through an " +
      "edge gateway of yours that holds the key (`baseURL`). If the page is only ever yours, set " +
      "`dangerouslyAllowBrowser: true`.",
  );
}
