/** Client and request options, brought into one form once, where they come in. */
import { readEnv, runsInPage } from "./environment.js";
import { OpenAIError } from "./errors.js";
import { type Logger, type LogLevel, parseLogLevel } from "./log.js";

/** A function like the global `fetch`. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** A key, or a function that is asked for one before every attempt. */
export type ApiKey = string | (() => string | Promise<string>);

/** A header's value: several are sent as a list, `null` removes the header. */
export type HeaderValue = string | null | undefined | readonly (string | null | undefined)[];

/** Headers in any form that `fetch` takes; `null` removes a header. */
export type HeadersLike =
  | Headers
  | Iterable<readonly [string, HeaderValue]>
  | readonly (readonly HeaderValue[])[]
  | Record<string, HeaderValue>
  | null
  | undefined;

/** Query parameters: lists become `name[]=…`, `undefined` leaves one out. */
export type QueryLike = object;

/**
 * Options of `fetch`, and what only some runtimes know among them. Without `redirect`, the client
 * follows redirects on the same origin, where the runtime tells it of them, and no others.
 */
export type FetchOptions = Omit<RequestInit, "dispatcher"> & {
  /** Node: a `Dispatcher` of undici, such as a proxy or one with a client certificate. */
  dispatcher?: unknown;
  /** Bun: the proxy. */
  proxy?: unknown;
  /** Deno: the result of `Deno.createHttpClient`. */
  client?: unknown;
};

/** Options of `new OpenAI()`. */
export interface ClientOptions {
  /**
   * The API key, or a function that returns one and is called before every attempt, so that
   * short-lived tokens work. Defaults to the environment variables `BRIVIONIX_API_KEY`, then
   * `OPENAI_API_KEY`. `null` sends none, to a server that needs none.
   */
  apiKey?: ApiKey | null | undefined;
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
  defaultHeaders?: HeadersLike;
  /** Query parameters for every request. */
  defaultQuery?: QueryLike | null | undefined;
  /**
   * Longest wait in one attempt, in ms: for the response headers, and then for the body of an
   * answer that is not streamed. Default: 10 minutes.
   */
  timeout?: number | undefined;
  /**
   * Longest wait between two reads of a response body, streamed or not, in ms. 0 and `Infinity` mean
   * none. What stalls for longer ends in an `APIConnectionTimeoutError`. Default: 5 minutes.
   */
  idleTimeout?: number | undefined;
  /** How often a failed request is sent again. Default: 2. */
  maxRetries?: number | undefined;
  /** Used in place of the global `fetch`. */
  fetch?: Fetch | undefined;
  /** Further options for every `fetch` call. */
  fetchOptions?: FetchOptions | undefined;
  /**
   * What is logged: `off`, `error`, `warn` (default), `info` or `debug`. `info` and `debug` tell of
   * every attempt and retry. Never a key or a text.
   */
  logLevel?: LogLevel | undefined;
  /** Where it is logged. Default: `console`. */
  logger?: Logger | undefined;
  /** Allows a secret key (`sk-…`) in a web page, where every visitor can read it. */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/** Options of a single call. */
export interface RequestOptions {
  /** Headers for this request; `null` removes one. */
  headers?: HeadersLike;
  /** Query parameters for this request. */
  query?: QueryLike | null | undefined;
  /** Aborts the request, a wait between two attempts, or the stream. */
  signal?: AbortSignal | null | undefined;
  /** See {@link ClientOptions.timeout}. */
  timeout?: number | undefined;
  /** In ms, 0 for none; see {@link ClientOptions.idleTimeout}. */
  idleTimeout?: number | undefined;
  /** See {@link ClientOptions.maxRetries}. */
  maxRetries?: number | undefined;
  /** Sent as `Idempotency-Key`. */
  idempotencyKey?: string | undefined;
  /** Further options for this `fetch` call. */
  fetchOptions?: FetchOptions | undefined;
}

/** The options that a client shows, and that may be changed on it. */
export interface Settings {
  /** Where requests go. */
  baseURL: string;
  /** Sent as `OpenAI-Organization`. */
  organization: string | null;
  /** Sent as `OpenAI-Project`. */
  project: string | null;
  /** In ms; see {@link ClientOptions.timeout}. */
  timeout: number;
  /** In ms; see {@link ClientOptions.idleTimeout}. */
  idleTimeout: number;
  /** How often a failed request is sent again. */
  maxRetries: number;
  /** What is logged. */
  logLevel: LogLevel;
  /** Where it is logged. */
  logger: Logger;
  /** Further options for every `fetch` call. */
  fetchOptions: FetchOptions | undefined;
}

const TEN_MINUTES = 600_000;
const FIVE_MINUTES = 300_000;

/** Fills in the defaults; throws an {@link OpenAIError} where an option cannot be used. */
export function settle({
  baseURL = readEnv("BASE_URL"),
  organization = readEnv("ORG_ID"),
  project = readEnv("PROJECT_ID"),
  ...options
}: ClientOptions): Settings {
  return {
    baseURL: baseURL || "https://brivionix.com/v1",
    organization: organization ?? null,
    project: project ?? null,
    timeout: nonNegative("timeout", options.timeout ?? TEN_MINUTES),
    idleTimeout: nonNegative("idleTimeout", options.idleTimeout ?? FIVE_MINUTES),
    maxRetries: nonNegative("maxRetries", options.maxRetries ?? 2),
    logLevel: parseLogLevel(options.logLevel ?? readEnv("LOG")),
    logger: options.logger ?? console,
    fetchOptions: options.fetchOptions,
  };
}

/** The key to use; throws an {@link OpenAIError} where it is missing, or secret and in a page. */
export function settleKey({
  apiKey = readEnv("API_KEY"),
  dangerouslyAllowBrowser,
}: ClientOptions): ApiKey | null {
  if (apiKey === undefined || apiKey === "") {
    throw new OpenAIError("No API key: pass `apiKey` (`null` for none), or set BRIVIONIX_API_KEY.");
  }
  if (!dangerouslyAllowBrowser) refuseSecretInPage(apiKey);
  return apiKey;
}

/** The headers in the environment variable `…_CUSTOM_HEADERS`, one on each line. */
export function headersFromEnv(): [string, string][] {
  const lines = readEnv("CUSTOM_HEADERS")?.split("\n") ?? [];
  const pairs = lines.map((line) => line.trim().split(/\s*:(.*)/));
  return pairs.filter((pair) => pair.length > 1) as [string, string][];
}

/** Checks a number of ms or of times. */
export function nonNegative(name: string, value: number): number {
  if (typeof value === "number" && value >= 0) return value;
  throw new OpenAIError(`\`${name}\` must be a number of 0 or more.`);
}

/** The runtime's `fetch`, as it is when it is called: tests like to replace it. */
export function defaultFetch(): Fetch {
  if (typeof fetch === "function") return (url, init) => fetch(url, init);
  throw new OpenAIError("This runtime has no `fetch`: pass one.");
}

function refuseSecretInPage(apiKey: ApiKey | null): void {
  if (typeof apiKey !== "string" || !apiKey.startsWith("sk-") || !runsInPage()) return;
  throw new OpenAIError(
    "Visitors can read a secret API key in a web page. Pass `apiKey` a function that fetches a " +
      "short-lived token, set `baseURL` to a `brivionix/gateway`, or `dangerouslyAllowBrowser`.",
  );
}
