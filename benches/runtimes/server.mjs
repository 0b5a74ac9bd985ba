/** A server of a few texts, isolated so that the page's clock is a fine one. */
import { once } from "node:events";
import { createServer } from "node:http";

const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cache-control": "no-store",
};

/** Serves scripts by path, and an empty page at `/`; resolves to `{ url, close() }`. */
export async function serveScripts(scripts) {
  const server = createServer(({ url }, response) => {
    const body = url === "/" ? "<!doctype html><title>benches</title>" : scripts[url];
    const type = url === "/" ? "text/html" : "text/javascript";
    response.writeHead(body === undefined ? 404 : 200, { ...ISOLATED, "content-type": type });
    response.end(body);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
