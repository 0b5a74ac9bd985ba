/** Where a request may go: nowhere but to these three. */
import { Refusal } from "./refusal.js";

/** What is asked for; `path` is what comes after the API's base URL. */
export type Route =
  | { kind: "chat"; method: "POST"; path: string }
  | { kind: "models"; method: "GET"; path: string }
  | { kind: "model"; method: "GET"; path: string; id: string };

/** The route of a request; throws a {@link Refusal} where there is none. */
export function routeOf(request: Request, basePath: string): Route {
  const { pathname } = new URL(request.url);
  const route = pathname.startsWith(basePath) ? find(pathname.slice(basePath.length)) : undefined;
  if (!route) {
    throw new Refusal(404, "The gateway has no such path.", { code: "unknown_url" });
  }
  if (request.method !== route.method) {
    throw new Refusal(405, `This path takes ${route.method} only.`, {
      code: "method_not_supported",
      headers: { allow: `${route.method}, OPTIONS` },
    });
  }
  return route;
}

function find(path: string): Route | undefined {
  if (path === "/chat/completions") return { kind: "chat", method: "POST", path };
  if (path === "/models") return { kind: "models", method: "GET", path };
  const [, encoded] = /^\/models\/([^/]+)$/.exec(path) ?? [];
  const id = encoded && decode(encoded);
  if (!id) return undefined;
  return { kind: "model", method: "GET", path: `/models/${encodeURIComponent(id)}`, id };
}

/** The name of a model, which may hold slashes, but none that lead anywhere for a careless server. */
function decode(encoded: string): string | undefined {
  try {
    const id = decodeURIComponent(encoded);
    const isName = id.split("/").every((part) => /^[\w:@+.-]+$/.test(part) && !/^\.+$/.test(part));
    return isName ? id : undefined;
  } catch {
    return undefined;
  }
}
