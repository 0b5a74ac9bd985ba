/**
 * The checks of a gateway's options, before it takes a single request. One that is not what it should
 * be would not limit what it is there to limit.
 */
import { OpenAIError } from "../errors.js";
import { isObject } from "./objects.js";
import type { GatewayOptions } from "./options.js";

/** What an option has to be, and whether it is. */
type Rule = [what: string, test: (value: unknown) => boolean];

const isText = (value: unknown) => typeof value === "string";
const isFunction = (value: unknown) => typeof value === "function";
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

const FUNCTION: Rule = ["a function", isFunction];
const BOOLEAN: Rule = ["true or false", (value) => typeof value === "boolean"];
const COUNT: Rule = [
  "a whole number of 0 or more",
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
];

const RULES: Record<keyof GatewayOptions, Rule> = {
  apiKey: ["a text or a function", (value) => isText(value) || isFunction(value)],
  baseURL: ["an address with https:// or http://, or a function", isBaseURL],
  basePath: [
    "a path like `/v1`",
    (value) => isText(value) && /^(\/(?!\.\.?(\/|$))[\w.~-]+)*$/.test(value as string),
  ],
  allowOrigins: [
    'a list of texts, `"*"` or a function',
    (value) => value === "*" || isTexts(value) || isFunction(value),
  ],
  allowCredentials: BOOLEAN,
  allowModels: ["a list of texts or a function", (value) => isTexts(value) || isFunction(value)],
  allowParams: ["a list of texts", isTexts],
  maxTokens: COUNT,
  maxTokensParam: [
    "`max_tokens` or `max_completion_tokens`",
    (value) => value === "max_tokens" || value === "max_completion_tokens",
  ],
  maxChoices: COUNT,
  maxBodyBytes: COUNT,
  maxImages: COUNT,
  authorize: FUNCTION,
  rateLimit: [
    "`requests` and `per`, numbers above 0, or something with a function `limit`, or a function",
    isRateLimit,
  ],
  onUsage: FUNCTION,
  includeUsage: BOOLEAN,
  fetch: FUNCTION,
};

/** Throws an {@link OpenAIError} where the options leave the key open to all, or make no sense. */
export function checkOptions<Env>(options: GatewayOptions<Env>): void {
  for (const [name, value] of Object.entries(options ?? {})) {
    if (!Object.hasOwn(RULES, name)) refuse(`knows no option \`${name}\`.`);
    const [what, test] = RULES[name as keyof GatewayOptions];
    if (value !== undefined && !test(value)) refuse(`needs ${what} as \`${name}\`.`);
  }
  const { allowOrigins, authorize, allowCredentials } = options ?? {};
  if (!authorize && allowOrigins === undefined) {
    refuse(
      "would let everyone spend your tokens. Pass `authorize`, which tells who may ask, or " +
        "`allowOrigins`, whose pages may, or both.",
    );
  }
  if (allowOrigins === "*") {
    if (!authorize) refuse('needs `authorize` where `allowOrigins` is "*": else all may spend.');
    if (allowCredentials) refuse('takes no `allowCredentials` where `allowOrigins` is "*".');
  } else if (typeof allowOrigins !== "function") {
    for (const origin of allowOrigins ?? []) checkOrigin(origin);
    if (allowOrigins?.length === 0 && !authorize) refuse("has an empty `allowOrigins`.");
  }
}

function isBaseURL(value: unknown): boolean {
  if (!isText(value)) return isFunction(value);
  try {
    const { protocol, username, password } = new URL(value as string);
    return /^https?:$/.test(protocol) && username === "" && password === "";
  } catch {
    return false;
  }
}

function isRateLimit(value: unknown): boolean {
  if (!isObject(value)) return isFunction(value);
  const { requests, per, limit } = value;
  return isFunction(limit) || ((requests as number) > 0 && (per as number) > 0);
}

function checkOrigin(origin: string): void {
  let own: string | undefined;
  try {
    own = new URL(origin).origin;
  } catch {
    // The message says it.
  }
  // Any page can have the origin `null`: that of a frame with `sandbox`. A star stands for nothing.
  if (own !== origin || own === "null" || origin.includes("*")) {
    refuse(
      `has no origin in \`allowOrigins\`: ${JSON.stringify(origin)}. One is a scheme and a host, ` +
        "without a slash after it; a function can decide about others.",
    );
  }
}

function refuse(why: string): never {
  throw new OpenAIError(`The gateway ${why}`);
}
