/** Where requests go. */

const ABSOLUTE = /^https?:\/\//;
const BARE_HOST = /^https?:\/\/[^/]+$/;

/**
 * The URL of `path` under `base`, which may end in slashes, have a query, or be a bare host that
 * lacks its `/v1`. An absolute path is taken as it is. What is relative is so to the page.
 *
 * @throws {TypeError} where that is no URL.
 */
export function requestURL(base: string, path: string): URL {
  if (ABSOLUTE.test(path)) return new URL(path);
  const [root, baseQuery] = cut(base.trim());
  const [place, query] = cut(path);
  const host = root.replace(/\/+$/, "");
  const version = BARE_HOST.test(host) ? "/v1" : "";
  const slash = place.startsWith("/") ? "" : "/";
  const both = baseQuery && query ? `${baseQuery}&${query.slice(1)}` : baseQuery + query;
  return new URL(host + version + slash + place + both, globalThis.location?.href);
}

/** Cuts before the question mark. */
function cut(url: string): [string, string] {
  const at = url.indexOf("?");
  return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at)];
}
