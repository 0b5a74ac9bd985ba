/** An API that redirects, and another server that must not hear of what it was asked. */
import { once } from "node:events";
import { createServer } from "node:http";

const COMPLETION = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "m",
  choices: [{ index: 0, message: { role: "assistant", content: "hi" }, finish_reason: "stop" }],
};

/**
 * Starts both. The API redirects below `/STATUS/PLACE`: `other` is the other server, `same` the same
 * path below `/v1`, `loop` itself, and anything else is the `Location` as it is. Below `/v1` both
 * answer. `requests` of each are those that they got.
 */
export async function startOrigins() {
  const other = await serve(() => ({ status: 200 }));
  const api = await serve((path) => {
    const [, status, place, rest] = /^\/(3\d\d)\/([^/]+)(.*)$/.exec(path) ?? [];
    if (!status) return { status: 200 };
    const places = { other: `${other.url}/v1/secret-path`, same: `/v1${rest}`, loop: path };
    const location = places[place] ?? decodeURIComponent(place);
    return { status: Number(status), location: location === "none" ? undefined : location };
  });
  return {
    api,
    other,
    async stop() {
      await Promise.all([api.stop(), other.stop()]);
    },
  };
}

async function serve(answer) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    // Everything is allowed to everybody, as an attacker's server would.
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "*, authorization");
    response.setHeader("access-control-allow-methods", "*");
    if (method === "OPTIONS") return response.end();
    let body = "";
    for await (const piece of request) body += piece;
    requests.push({ method, url, headers, body });
    const { status, location } = answer(url);
    if (location !== undefined) response.setHeader("location", location);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(status === 200 ? JSON.stringify(COMPLETION) : "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
