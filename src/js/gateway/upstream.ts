/** The API behind the gateway: what is sent there, and what of its answer comes back. */
import { requestURL } from "../url.js";
import { readText } from "./body.js";
import type { DefaultEnv, GatewayOptions } from "./options.js";
import { badUpstream, guarded, misconfigured, Refusal, report } from "./refusal.js";

/** What the caller sees of the headers; the rest tells of the account, or is for others. */
const PASSED_ON = [
  "content-type",
  "x-request-id",
  "retry-after",
  "retry-after-ms",
  "x-should-retry",
];
/** Types that no browser takes for a page, a picture with scripts or a script. */
const HARMLESS =
  /^(application\/([\w.]+\+)?json|application\/x-ndjson|text\/(event-stream|plain))\b/i;
const IS_JSON = /^application\/([\w.]+\+)?json\b/i;
const MOST_OF_AN_ERROR = 1 << 16;
const NO_RETRY = { "x-should-retry": "false" };

/** What goes to the API. */
export interface UpstreamRequest {
  method: "GET" | "POST";
  path: string;
  body?: string;
  signal: AbortSignal;
}

/** The key, which is not to be in any message, whatever it is that goes wrong. */
export async function keyOf<Env>({ apiKey }: GatewayOptions<Env>, env: Env): Promise<string> {
  let key: string | undefined;
  try {
    key =
      typeof apiKey === "function"
        ? await apiKey(env)
        : (apiKey ?? (env as DefaultEnv).BRIVIONIX_API_KEY);
  } catch (error) {
    report(`\`apiKey\` threw an error of the class ${(error as Error)?.name}.`);
    throw misconfigured();
  }
  // Runtimes quote a header that they cannot send.
  if (typeof key === "string" && /^[\x21-\x7e]+$/.test(key)) return key;
  report(
    key
      ? "the key that `apiKey` gives holds characters that no key has, such as a line end."
      : "there is no key: `apiKey` gives none, or the secret BRIVIONIX_API_KEY is not set.",
  );
  throw misconfigured();
}

/** Asks the API; throws a {@link Refusal} where there is no answer that can be passed on. */
export async function ask<Env>(
  { method, path, body, signal }: UpstreamRequest,
  options: GatewayOptions<Env>,
  env: Env,
): Promise<Response> {
  const key = await keyOf(options, env);
  const url = await guarded("baseURL", () => requestURL(baseOf(options, env), path).href);
  const headers: Record<string, string> = {
    authorization: `Bearer ${key}`,
    accept: "application/json, text/event-stream",
    // What is compressed would be held back until there is enough of it.
    "accept-encoding": "identity",
  };
  if (body !== undefined) headers["content-type"] = "application/json";
  const init = { method, headers, signal, redirect: "manual", ...(body && { body }) } as const;
  let response: Response;
  try {
    response = await (options.fetch ? options.fetch(url, init) : fetch(url, init));
  } catch (error) {
    if (!signal.aborted) report(`the API cannot be reached (${(error as Error)?.name}).`);
    throw badUpstream("upstream_unreachable", "The API cannot be reached.");
  }
  return check(response, key);
}

function baseOf<Env>({ baseURL }: GatewayOptions<Env>, env: Env): string {
  const given = typeof baseURL === "function" ? baseURL(env) : baseURL;
  return given || (env as DefaultEnv).BRIVIONIX_BASE_URL || "https://brivionix.com/v1";
}

/** Lets an answer pass, or an error of the API's that says nothing about the key. */
async function check(response: Response, key: string): Promise<Response> {
  const { status, headers, body } = response;
  const type = headers.get("content-type") ?? "";
  if (passedOn(headers).some(([, value]) => value.includes(key))) {
    body?.cancel().catch(() => {});
    report("the API repeats the key in a header.");
    throw badUpstream("upstream_answer", "The API gave no answer of its own.");
  }
  if (response.ok && HARMLESS.test(type)) return response;
  if (status >= 400 && status <= 599 && status !== 401 && IS_JSON.test(type)) {
    const text = await readText(body, MOST_OF_AN_ERROR).catch(() => key);
    if (!text.includes(key) && !unescaped(text).includes(key))
      return new Response(text, { status, headers });
  } else {
    body?.cancel().catch(() => {});
  }
  throw refusalFor(response);
}

/** JSON with nothing escaped that need not be. */
function unescaped(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json));
  } catch {
    return "";
  }
}

/** What the caller gets in place of an answer that cannot be passed on. */
function refusalFor({ status, ok, headers }: Response): Refusal {
  if (ok || status > 599)
    return badUpstream("upstream_answer", "The API gave no answer of its own.");
  if (status === 401) {
    report("the API refuses the key (401).");
    return badUpstream("upstream_refused", "The API refuses the gateway.", NO_RETRY);
  }
  // Followed, it would take the key to wherever it leads.
  if (status < 400) {
    report(`the API redirects (${status}); is \`baseURL\` right?`);
    return badUpstream("upstream_redirects", "The API redirects.", NO_RETRY);
  }
  return new Refusal(status, `The API answered ${status}.`, {
    type: status >= 500 ? "server_error" : "invalid_request_error",
    headers: Object.fromEntries(passedOn(headers).filter(([name]) => name !== "content-type")),
  });
}

/** The headers of an answer that its caller gets. */
export function passedOn(headers: Headers): [string, string][] {
  return PASSED_ON.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
}
