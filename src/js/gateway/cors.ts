/** Which pages may ask, and what browsers have to be told for that. */
import type { GatewayOptions } from "./options.js";
import { guarded, Refusal } from "./refusal.js";

const EXPOSED = "x-request-id, retry-after, retry-after-ms, x-should-retry";
const LIST_OF_NAMES = /^[\w-]+(\s*,\s*[\w-]+)*$/;

/** The headers that every answer has. */
export function commonHeaders(): Headers {
  return new Headers({
    "cache-control": "no-store",
    vary: "Origin",
    // Whatever an answer says it is, no browser is to take it for a page or a script.
    "x-content-type-options": "nosniff",
  });
}

/** Adds the headers that let the page read the answer; throws where it is not to have one. */
export async function admit<Env>(
  request: Request,
  options: GatewayOptions<Env>,
  headers: Headers,
): Promise<void> {
  const { allowOrigins, allowCredentials } = options;
  const origin = originOf(request);
  // Whoever is not in a browser has no origin, and has to be known in another way.
  // A browser that names none for a page of another site is sent there, as by a form or a picture.
  const isForeign = request.headers.get("sec-fetch-site") === "cross-site";
  if (origin === null && options.authorize && !isForeign) return;
  if (origin === null || !(await allows(origin, request, allowOrigins))) {
    throw new Refusal(403, "This origin may not use the gateway.", {
      type: "permission_error",
      code: "origin_not_allowed",
    });
  }
  if (allowOrigins === undefined) return;
  headers.set("access-control-allow-origin", allowOrigins === "*" ? "*" : origin);
  headers.set("access-control-expose-headers", EXPOSED);
  if (allowCredentials) headers.set("access-control-allow-credentials", "true");
}

/** Browsers name no origin where a page gets something from its own. */
function originOf(request: Request): string | null {
  const origin = request.headers.get("origin");
  const isOwn = request.headers.get("sec-fetch-site") === "same-origin";
  return origin === null && isOwn && request.method === "GET"
    ? new URL(request.url).origin
    : origin;
}

async function allows<Env>(
  origin: string,
  request: Request,
  allowed: GatewayOptions<Env>["allowOrigins"],
): Promise<boolean> {
  if (allowed === undefined) return origin === new URL(request.url).origin;
  if (allowed === "*") return true;
  if (typeof allowed !== "function") return allowed.includes(origin);
  return (await guarded("allowOrigins", () => allowed(origin))) === true;
}

/** Whether a browser asks for leave to ask. */
export function isPreflight({ method, headers }: Request): boolean {
  return method === "OPTIONS" && headers.has("access-control-request-method");
}

/** The leave to ask, whatever for: an error can only be read by who may ask. */
export function preflight(request: Request, headers: Headers): Response {
  const asked = request.headers.get("access-control-request-headers") ?? "";
  headers.set("access-control-allow-methods", "GET, POST");
  // Clients send many headers, and none of them gets past the gateway.
  if (LIST_OF_NAMES.test(asked)) headers.set("access-control-allow-headers", asked);
  headers.set("access-control-max-age", "7200");
  headers.append("vary", "Access-Control-Request-Headers");
  return new Response(null, { status: 204, headers });
}
