/** What is asked of the API: read, checked, and written anew, so that what is sent was checked. */
import { readText, tooLarge } from "./body.js";
import { checkImages } from "./images.js";
import { hasPlainNames, isObject } from "./objects.js";
import type { GatewayOptions } from "./options.js";
import { guarded, invalid, Refusal } from "./refusal.js";

type Params = Record<string, unknown>;

/** A request that may go to the API. */
export interface ChatRequest {
  model: string;
  body: string;
}

const FOUR_MEBIBYTES = 4 << 20;

/**
 * What callers may say. Of the API's own parameters those are left out that spend beside the limits:
 * `moderation` names another model, `prediction`, `service_tier` and `web_search_options` cost more.
 * Any other may mean anything to some server, such as another model or another limit.
 */
const PARAMS = new Set(
  (
    "audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens " +
    "max_tokens messages metadata modalities model n parallel_tool_calls presence_penalty " +
    "prompt_cache_key prompt_cache_options prompt_cache_retention reasoning_effort " +
    "response_format safety_identifier seed stop store stream stream_options temperature " +
    "tool_choice tools top_logprobs top_p user verbosity"
  ).split(" "),
);

/** Reads and checks the body; throws a {@link Refusal} where it asks for more than is allowed. */
export async function readChatRequest<Env>(
  request: Request,
  options: GatewayOptions<Env>,
): Promise<ChatRequest> {
  const params = parse(await readBody(request, options.maxBodyBytes ?? FOUR_MEBIBYTES));
  checkNames(params, options.allowParams);
  const model = await checkModel(params, options);
  checkMessages(params, options.maxImages);
  checkTools(params, options.allowParams);
  checkCount(params, "n", options.maxChoices ?? 1);
  limitTokens(params, options);
  askForUsage(params, options);
  return { model, body: write(params) };
}

async function readBody({ headers, body }: Request, most: number): Promise<string> {
  // Pages of other origins can send most other types without asking the browser's leave.
  if (!/^application\/json *(;|$)/i.test(headers.get("content-type") ?? "")) {
    throw new Refusal(415, "The body has to be of the type application/json.");
  }
  if (headers.has("content-encoding")) throw new Refusal(415, "The body may not be compressed.");
  if (Number(headers.get("content-length")) > most) throw tooLarge(most);
  return readText(body, most);
}

function parse(text: string): Params {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(400, "The body is no JSON.");
  }
  if (isObject(value)) return value;
  throw new Refusal(400, "The body has to be a JSON object.");
}

/** By their exact names: servers written in Go take `MODEL` for `model`, too. */
function checkNames(params: Params, more: readonly string[] = []): void {
  for (const name of Object.keys(params)) {
    if (!PARAMS.has(name) && !more.includes(name)) {
      throw invalid(name, "This parameter may not be used here.");
    }
  }
}

async function checkModel<Env>(
  { model }: Params,
  { allowModels }: GatewayOptions<Env>,
): Promise<string> {
  if (typeof model !== "string" || model === "") throw invalid("model", "`model` is missing.");
  if (await isAllowed(model, allowModels)) return model;
  throw new Refusal(403, "This model may not be used here.", {
    type: "permission_error",
    code: "model_not_allowed",
    param: "model",
  });
}

/** Whether callers may ask for a model. */
export async function isAllowed<Env>(
  model: string,
  allowed: GatewayOptions<Env>["allowModels"],
): Promise<boolean> {
  if (typeof allowed !== "function") return allowed?.includes(model) ?? true;
  return (await guarded("allowModels", () => allowed(model))) === true;
}

function checkMessages({ messages }: Params, maxImages: number | undefined): void {
  if (!Array.isArray(messages)) throw invalid("messages", "`messages` has to be a list.");
  if (maxImages !== undefined) checkImages(messages, maxImages);
}

/** Tools of other types are run by the API, and cost beside the limits. */
function checkTools({ tools }: Params, allowed: readonly string[] = []): void {
  if (tools === undefined || tools === null || allowed.includes("tools")) return;
  const isOwn = (tool: unknown) =>
    isObject(tool) && hasPlainNames(tool) && (tool.type === "function" || tool.type === "custom");
  if (Array.isArray(tools) && tools.every(isOwn)) return;
  throw invalid("tools", "Tools may only be of the types `function` and `custom` here.");
}

/** Whether there is such a parameter; throws where it is no number from 1 to `most`. */
function checkCount(params: Params, name: string, most: number): boolean {
  const value = params[name];
  if (value === undefined || value === null) return false;
  if (!Number.isSafeInteger(value) || (value as number) < 1) {
    throw invalid(name, `\`${name}\` has to be a whole number of 1 or more.`);
  }
  if ((value as number) > most) throw invalid(name, `\`${name}\` may be ${most} at most.`);
  return true;
}

function limitTokens<Env>(params: Params, options: GatewayOptions<Env>): void {
  const { maxTokens: most, maxTokensParam = "max_tokens" } = options;
  if (most === undefined) return;
  const names = ["max_tokens", "max_completion_tokens"];
  // Callers may name either.
  const given = names.filter((name) => checkCount(params, name, most));
  const fewest = Math.min(most, ...given.map((name) => params[name] as number));
  for (const name of names) delete params[name];
  // A server may know but one of them, so the one that the operator names always goes there.
  params[maxTokensParam] = fewest;
}

function askForUsage<Env>(params: Params, options: GatewayOptions<Env>): void {
  const { stream, stream_options: given } = params;
  if (!(stream === undefined || stream === null || typeof stream === "boolean")) {
    throw invalid("stream", "`stream` has to be true or false.");
  }
  if (!options.onUsage || options.includeUsage === false || stream !== true) return;
  if (!(given === undefined || given === null || (isObject(given) && hasPlainNames(given)))) {
    throw invalid("stream_options", "`stream_options` has to be an object with the API's names.");
  }
  params.stream_options = { ...given, include_usage: true };
}

function write(params: Params): string {
  try {
    return JSON.stringify(params);
  } catch {
    throw new Refusal(400, "The body is nested too deeply.");
  }
}
