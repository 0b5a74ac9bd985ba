/** One call of the client, and what can be done for it: an attempt, a wait. */
import { AbortLink } from "./abort-link.js";
import { prepare } from "./engine.js";
import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIUserAbortError,
  OpenAIError,
} from "./errors.js";
import type { Log } from "./log.js";
import type { Fetch } from "./options.js";
import { cancelBody, Outcome } from "./outcome.js";

/** Everything about one call, settled. Times are in ms. */
export interface Call {
  url: string;
  init: RequestInit & { method: string };
  /** The headers of an attempt: those given, unless the caller sets or removes them. */
  headers: (own: Record<string, string>) => Headers;
  /** Asks for the key; `null` where there is none. */
  key: () => Promise<string | null>;
  fetch: Fetch;
  signal: AbortSignal | undefined;
  timeout: number;
  idleTimeout: number;
  maxRetries: number;
  log: Log;
}

/** How runtimes word it when their own patience is shorter than the client's. */
const TIMED_OUT = /timed? ?out|AbortError/i;

/** Sends the request once. Rejects where sending it again could not help. */
export async function attempt(call: Call, retriesMade: number): Promise<Outcome> {
  const { url, init, fetch, signal, log } = call;
  throwIfAborted(signal);
  const link = new AbortLink(signal, call.timeout);
  const start = Date.now();
  let isSending = false;
  let timer: ReturnType<typeof prepare>;
  let pending: Promise<Response> | undefined;
  let outcome: Outcome;
  try {
    const headers = await link.race(makeHeaders(call, retriesMade));
    isSending = true;
    pending = fetch.call(undefined, url, {
      ...init,
      headers,
      // To follow is for `send` to decide: `fetch` would take the text and all headers but one
      // to any place at all.
      redirect: init.redirect ?? "manual",
      signal: link.controller.signal,
    });
    timer = prepare();
    const response = await link.race(pending);
    isSending = false;
    if (!response?.headers?.get) throw new OpenAIError("`fetch` returned no `Response`.");
    outcome = new Outcome(response, link, call, retriesMade);
  } catch (cause) {
    link.close();
    // A custom fetch that ignores its signal may still answer.
    cancelBody(pending);
    throwIfAborted(signal);
    if (!isSending && !link.controller.signal.aborted) throw cause;
    outcome = new Outcome(failure(cause), link, call, retriesMade);
  } finally {
    clearTimeout(timer);
    link.disarm();
  }
  const where = url.replace(/\?.*/, "");
  log("info", `${init.method} ${where}: ${outcome.summary} in ${Date.now() - start} ms`);
  return outcome;
}

/** Waits; rejects at once when the caller aborts. */
export async function sleep({ signal }: Call, ms: number): Promise<void> {
  const link = new AbortLink(signal, ms);
  await link.race(new Promise(() => {})).catch(() => {});
  link.close();
  throwIfAborted(signal);
}

/** Throws the error of a caller who has aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new APIUserAbortError({ cause: signal.reason });
}

async function makeHeaders({ headers, key }: Call, retriesMade: number): Promise<Headers> {
  const own: Record<string, string> = { "x-stainless-retry-count": `${retriesMade}` };
  // Where the caller's own headers authenticate, nobody is asked for a key.
  if (headers({ authorization: "?" }).get("authorization") === "?") {
    const value = await key();
    if (value !== null) own.authorization = `Bearer ${value}`;
  }
  return headers(own);
}

/** The typed error for what `fetch` has thrown. */
function failure(thrown: unknown): APIConnectionError {
  if (thrown instanceof APIConnectionTimeoutError) return thrown;
  // Functions of users throw texts, too. An error of another realm is one as it is.
  const isError = (thrown as Error | undefined)?.message !== undefined;
  const cause = isError ? (thrown as Error) : new Error(String(thrown), { cause: thrown });
  const timedOut = TIMED_OUT.test(`${cause} ${String(cause.cause)}`);
  return new (timedOut ? APIConnectionTimeoutError : APIConnectionError)({ cause });
}

/** Asks a function for the key. */
export async function askForKey(ask: () => string | Promise<string>): Promise<string> {
  let key: unknown;
  try {
    key = await ask();
  } catch (cause) {
    if (cause instanceof OpenAIError) throw cause;
    throw new OpenAIError("The `apiKey` function failed.", { cause });
  }
  if (typeof key === "string" && key !== "") return key;
  throw new OpenAIError("The `apiKey` function gave no key.");
}
