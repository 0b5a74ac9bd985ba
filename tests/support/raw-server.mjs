/** A server whose answers are bytes, sent and cut as a test likes. */
import { once } from "node:events";
import { createServer } from "node:net";

/** For pages, which ask first. */
const ALLOWED = head(
  {
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "authorization, content-type, x-stainless-retry-count",
  },
  "204 No Content",
);

/** Starts one. Each connection takes one request. */
export async function startRawServer() {
  const places = new Map();
  const sockets = new Set();
  const server = createServer({ noDelay: true }, async (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // What the other side does to the connection is its business.
    socket.on("error", () => {});
    // A connection that is torn down in the middle of a request has none.
    const request = await readRequest(socket).catch(() => undefined);
    const place = request && places.get(request.path.split("/")[1]);
    if (!place) return socket.destroy();
    if (request.method === "OPTIONS") return socket.end(ALLOWED);
    place.requests.push(request);
    place.open += 1;
    socket.on("close", () => {
      place.open -= 1;
    });
    await place.answer(socket, place.requests.length);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    /**
     * A place where requests are answered by `answer`, which gets the socket and how many requests
     * there have been: its `baseURL`, all `requests` so far, and how many connections are `open`.
     */
    serve(answer) {
      const name = `place-${places.size}`;
      const baseURL = `http://127.0.0.1:${server.address().port}/${name}`;
      const place = { answer, baseURL, requests: [], open: 0 };
      places.set(name, place);
      return place;
    },
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The request, or nothing where the connection ends before it does. */
async function readRequest(socket) {
  let text = "";
  socket.setEncoding("latin1");
  for await (const part of socket.iterator({ destroyOnReturn: false })) {
    text += part;
    const [head, ...rest] = text.split("\r\n\r\n");
    if (rest.length === 0) continue;
    const [line, ...lines] = head.split("\r\n");
    const headers = new Headers(lines.map((header) => header.split(/: (.*)/s).slice(0, 2)));
    const body = rest.join("\r\n\r\n");
    if (body.length < Number(headers.get("content-length"))) continue;
    const [method, path] = line.split(" ");
    return { method, path, headers, body };
  }
  return undefined;
}

/** The head of a response. */
export function head(headers, status = "200 OK") {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join("")}\r\n`, "latin1");
}

/** Bytes as a part of a chunked body. */
export function part(bytes) {
  const size = Buffer.from(`${bytes.length.toString(16)}\r\n`);
  return Buffer.concat([size, Buffer.from(bytes), Buffer.from("\r\n")]);
}

/** Ways to end a connection. */
export const ENDS = {
  "a FIN": (socket) => socket.end(),
  "a reset": (socket) => socket.resetAndDestroy(),
};
