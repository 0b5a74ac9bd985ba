/** One call of the client, and what can be done for it: an attempt, a wait. */
import { AbortLink } from "./abort-link.js";
import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIUserAbortError,
  OpenAIError,
} from "./errors.js";
import { Outcome } from "./outcome.js";

/** A function like the global `fetch`. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** A key, or a function that is asked for one before every attempt. */
export type ApiKey = string | (() => string | Promise<string>);

/** Everything about one call, settled. Times are in ms. */
export interface CallOptions {
  url: string;
  init: RequestInit;
  headers: Headers;
  /** `null` where the caller's own headers authenticate. */
  apiKey: ApiKey | null;
  fetch: Fetch;
  signal: AbortSignal | undefined;
  timeout: number;
  idleTimeout: number;
  maxRetries: number;
  log: (level: "info", message: string) => void;
}

export class Call {
  readonly maxRetries: number;
  readonly #options: CallOptions;

  constructor(options: CallOptions) {
    this.#options = options;
    this.maxRetries = options.maxRetries;
  }

  /** Sends the request once. Rejects where sending it again could not help. */
  async attempt(retriesMade: number): Promise<Outcome> {
    const { url, init, fetch, timeout, idleTimeout } = this.#options;
    this.#throwIfAborted();
    const headers = await this.#headers(retriesMade);
    const link = new AbortLink(this.#options.signal, timeout);
    try {
      const request = { ...init, headers, signal: link.controller.signal };
      const response = await Promise.race([fetch.call(undefined, url, request), link.aborted]);
      return new Outcome(response, link, idleTimeout);
    } catch (cause) {
      link.close();
      this.#throwIfAborted();
      const failure = link.timedOut
        ? new APIConnectionTimeoutError()
        : new APIConnectionError({ cause });
      return new Outcome(failure, link, idleTimeout);
    } finally {
      link.disarm();
    }
  }

  /** Waits; rejects at once when the caller aborts. */
  async sleep(ms: number): Promise<void> {
    const link = new AbortLink(this.#options.signal, Number.POSITIVE_INFINITY);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([wait, link.aborted]).catch(() => {});
    clearTimeout(timer);
    link.close();
    this.#throwIfAborted();
  }

  log(message: string): void {
    this.#options.log("info", message);
  }

  #throwIfAborted(): void {
    if (this.#options.signal?.aborted) throw new APIUserAbortError();
  }

  async #headers(retriesMade: number): Promise<Headers> {
    const { apiKey } = this.#options;
    const headers = new Headers(this.#options.headers);
    headers.set("x-stainless-retry-count", String(retriesMade));
    if (apiKey !== null) headers.set("authorization", `Bearer ${await resolveKey(apiKey)}`);
    return headers;
  }
}

async function resolveKey(apiKey: ApiKey): Promise<string> {
  if (typeof apiKey === "string") return apiKey;
  let key: unknown;
  try {
    key = await apiKey();
  } catch (cause) {
    throw new OpenAIError("The `apiKey` function failed to return a key.", { cause });
  }
  if (typeof key === "string" && key !== "") return key;
  throw new OpenAIError(`The \`apiKey\` function must return a string; it returned ${typeof key}.`);
}
