/** From a request to the answer that it gets. */
import { readText } from "./body.js";
import { isAllowed, readChatRequest } from "./chat-request.js";
import { checkOptions } from "./check-options.js";
import { admit, commonHeaders, isPreflight, preflight } from "./cors.js";
import { observed } from "./observed.js";
import type { DefaultEnv, GatewayOptions, UsageReport } from "./options.js";
import { checkRate, limiterOf } from "./rate-limit.js";
import { badUpstream, guarded, misconfigured, Refusal, report } from "./refusal.js";
import { type Route, routeOf } from "./route.js";
import { addressOf, environmentOf, type WaitUntil } from "./surroundings.js";
import { ask, passedOn } from "./upstream.js";

const MOST_OF_THE_MODELS = 4 << 20;

/** A server of the API that holds the key, as runtimes take it. */
export interface Gateway {
  /**
   * Answers a request; it never rejects. The second argument is the environment in a worker, and
   * what Deno, Bun and Next pass there elsewhere.
   */
  fetch(request: Request, env?: object, ctx?: WaitUntil): Promise<Response>;
}

/** One request on its way. */
interface Passage<Env> {
  request: Request;
  env: Env;
  identity: string | undefined;
  context: WaitUntil | undefined;
}

/**
 * Makes a server of the API that holds the key, to be used by pages and others who have none.
 *
 * ```js
 * import gateway from "brivionix/gateway";
 * export default gateway({ allowOrigins: ["https://app.example"], maxTokens: 1000 });
 * ```
 *
 * @throws {OpenAIError} where the options leave the key open to all, or make no sense.
 */
export function gateway<Env = DefaultEnv>(options: GatewayOptions<Env>): Gateway {
  checkOptions(options);
  const limiter = limiterOf(options.rateLimit);

  async function answer(request: Request, headers: Headers, second?: object, context?: WaitUntil) {
    const env = environmentOf(second, context) as Env;
    await admit(request, options, headers);
    if (isPreflight(request)) return preflight(request, headers);
    const route = routeOf(request, options.basePath ?? "/v1");
    const identity = await identify(request, options, env);
    const key = identity ?? addressOf(request, second) ?? "unknown";
    await checkRate(limiter, key, env);
    return pass(route, { request, env, identity, context }, options, headers);
  }

  return {
    async fetch(request, env, context) {
      const headers = commonHeaders();
      try {
        return await answer(request, headers, env, context);
      } catch (error) {
        if (error instanceof Refusal) return error.toResponse(headers);
        report("an error of its own", error);
        return misconfigured().toResponse(headers);
      }
    },
  };
}

/** Who asks, where `authorize` says it by a text; throws a {@link Refusal} where it refuses. */
async function identify<Env>(
  request: Request,
  { authorize }: GatewayOptions<Env>,
  env: Env,
): Promise<string | undefined> {
  if (!authorize) return undefined;
  const identity = await guarded("authorize", () => authorize(request, env));
  if (request.bodyUsed) {
    report("`authorize` has read the body; it may read that of `request.clone()` only.");
    throw misconfigured();
  }
  if (identity === true) return undefined;
  if (identity && typeof identity === "string") return identity;
  if (identity) {
    report("`authorize` has returned neither a text nor a boolean.");
    throw misconfigured();
  }
  throw new Refusal(401, "You are not signed in, or your token is not valid here.", {
    type: "authentication_error",
    code: "invalid_api_key",
  });
}

async function pass<Env>(
  route: Route,
  passage: Passage<Env>,
  options: GatewayOptions<Env>,
  headers: Headers,
): Promise<Response> {
  const { method, path } = route;
  const { request, env } = passage;
  const signal = following(request.signal);
  if (route.kind === "chat") {
    const { model, body } = await readChatRequest(request, options);
    const response = await ask({ method, path, body, signal }, options, env);
    return reply(response, headers, measured(response, model, passage, options));
  }
  if (route.kind === "model" && !(await isAllowed(route.id, options.allowModels))) {
    throw new Refusal(404, "There is no such model here.", {
      code: "model_not_found",
      param: "model",
    });
  }
  const response = await ask({ method, path, signal }, options, env);
  const isFiltered = route.kind === "models" && options.allowModels && response.ok;
  return reply(response, headers, isFiltered ? await allowed(response, options) : response.body);
}

/**
 * A signal that aborts with another. workerd does not heed a request's own in what it fetches, even
 * where it is told to give requests one (`enable_request_signal`).
 */
function following(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const follow = () => controller.abort(signal.reason);
  if (signal.aborted) follow();
  else signal.addEventListener("abort", follow);
  return controller.signal;
}

function reply(
  upstream: Response,
  headers: Headers,
  body: ReadableStream<Uint8Array> | string | null,
): Response {
  for (const [name, value] of passedOn(upstream.headers)) headers.set(name, value);
  return new Response(body, { status: upstream.status, headers });
}

/** The body of an answer, whose usage is reported when it is over. */
function measured<Env>(
  { ok, body, headers }: Response,
  model: string,
  { env, identity, context }: Passage<Env>,
  { onUsage }: GatewayOptions<Env>,
): ReadableStream<Uint8Array> | null {
  if (!onUsage || !ok || !body) return body;
  let settle!: (usage: UsageReport["usage"]) => void;
  const settled = new Promise<UsageReport["usage"]>((resolve) => {
    settle = resolve;
  });
  const reported = settled
    .then((usage) =>
      onUsage({ model, usage, identity, requestID: headers.get("x-request-id") }, env),
    )
    .catch((error: unknown) => report("`onUsage` threw", error));
  context?.waitUntil(reported);
  return observed(body, settle);
}

/** The list of the models without those that callers may not ask for. */
async function allowed<Env>(
  { body }: Response,
  { allowModels }: GatewayOptions<Env>,
): Promise<string> {
  let list: { data: { id: string }[] };
  try {
    list = JSON.parse(await readText(body, MOST_OF_THE_MODELS));
    list.data = list.data.filter(({ id }) => typeof id === "string");
  } catch {
    throw badUpstream("upstream_answer", "The API gave no list of models.");
  }
  const mayUse = await Promise.all(list.data.map(({ id }) => isAllowed(id, allowModels)));
  return JSON.stringify({ ...list, data: list.data.filter((_, at) => mayUse[at]) });
}
