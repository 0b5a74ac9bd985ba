/** What runtimes hand to `fetch` beside the request, each in its own way. */
import type { DefaultEnv } from "./options.js";

/** The part of a worker's context that is used. */
export interface WaitUntil {
  /** Keeps the worker alive until the promise settles. */
  waitUntil(promise: Promise<unknown>): void;
}

/** The second argument: the environment in a worker, elsewhere something about the connection. */
interface Connection {
  /** Deno, and `toNodeHandler`. */
  remoteAddr?: { hostname?: string | undefined };
  /** Bun. */
  requestIP?: (request: Request) => { address: string } | null;
  /** Next. */
  params?: unknown;
}

const { process, navigator } = globalThis as {
  process?: { env?: DefaultEnv };
  navigator?: { userAgent?: string };
};

/** The environment: the worker's, or else that of the process. */
export function environmentOf(second: object = {}, context: WaitUntil | undefined): DefaultEnv {
  const isConnection = "remoteAddr" in second || "requestIP" in second || "params" in second;
  const isGiven = context !== undefined || (Object.keys(second).length > 0 && !isConnection);
  return isGiven ? (second as DefaultEnv) : (process?.env ?? {});
}

/** The caller's address; `undefined` where only the caller could tell it. */
export function addressOf(request: Request, second: Connection = {}): string | undefined {
  const address =
    navigator?.userAgent === "Cloudflare-Workers"
      ? request.headers.get("cf-connecting-ip")
      : isOnVercel()
        ? request.headers.get("x-real-ip")
        : (second.remoteAddr?.hostname ?? second.requestIP?.(request)?.address);
  return address ? networkOf(address) : undefined;
}

/** Deno asks its user before it tells anything of the environment, and may be told no. */
function isOnVercel(): boolean {
  try {
    return process?.env?.VERCEL === "1";
  } catch {
    return false;
  }
}

/** Of an address of IPv6 the half that is the customer's: the other is theirs to choose. */
function networkOf(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address.replace(/^::ffff:/i, "");
  const [before = "", after = ""] = address.split("::");
  const head = before.split(":").filter(Boolean);
  const tail = after.split(":").filter(Boolean);
  const zeros = Array(Math.max(0, 8 - head.length - tail.length)).fill("0");
  return [...head, ...zeros, ...tail].slice(0, 4).join(":");
}
