/** The gateway in a server of Node's. */
import { commonHeaders } from "./cors.js";
import type { Gateway } from "./gateway.js";
import { misconfigured, Refusal, report } from "./refusal.js";

/** The part of Node's `IncomingMessage` that is used. */
export interface NodeRequest {
  /** Of the request line. */
  method?: string | undefined;
  /** Of the request line. */
  url?: string | undefined;
  /** Names and values in turns. */
  rawHeaders: string[];
  /** The connection. */
  socket: { remoteAddress?: string | undefined; encrypted?: boolean | undefined };
  /** Whether the body has been read to its end. */
  readableEnded?: boolean | undefined;
  /** Listens for the body. */
  on(event: string, listener: (value: never) => void): unknown;
  /** Stops the body. */
  pause(): unknown;
  /** Goes on with it. */
  resume(): unknown;
}

/** The part of Node's `ServerResponse` that is used. */
export interface NodeResponse {
  /** Whether the answer is over. */
  readonly writableFinished: boolean;
  /** Whether the connection is. */
  readonly destroyed: boolean;
  /** Sends status and headers. */
  writeHead(status: number, headers: Record<string, string>): unknown;
  /** Sends them now. */
  flushHeaders(): void;
  /** Sends bytes; false where they have to wait. */
  write(chunk: Uint8Array): boolean;
  /** Ends the answer. */
  end(): unknown;
  /** Breaks it off. */
  destroy(): unknown;
  /** Listens for `drain` and `close`. */
  once(event: string, listener: () => void): unknown;
  /** No longer does. */
  off(event: string, listener: () => void): unknown;
}

/**
 * A listener for `http.createServer`. An answer waits where the client does, and one that nobody
 * waits for any more is cancelled.
 *
 * ```js
 * createServer(toNodeHandler(gateway({ allowOrigins }))).listen(8080);
 * ```
 */
export function toNodeHandler(
  gateway: Gateway,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.once("close", () => outgoing.writableFinished || gone.abort());
    try {
      await send(await answer(gateway, incoming, gone.signal), outgoing, gone.signal);
    } catch {
      // The connection to the API has broken: so does this one, or the answer would seem whole.
      outgoing.destroy();
    }
  };
}

async function answer(
  gateway: Gateway,
  incoming: NodeRequest,
  signal: AbortSignal,
): Promise<Response> {
  let request: Request;
  if (incoming.readableEnded) {
    report("something before it has read the body: let the gateway come first.");
    return misconfigured().toResponse(commonHeaders());
  }
  try {
    request = toRequest(incoming, signal);
  } catch {
    // `fetch` knows methods that it does not take, such as `TRACE`.
    return new Refusal(400, "The gateway takes no such request.").toResponse(commonHeaders());
  }
  return gateway.fetch(request, { remoteAddr: { hostname: incoming.socket.remoteAddress } });
}

function toRequest(incoming: NodeRequest, signal: AbortSignal): Request {
  const { method = "GET", url = "/", rawHeaders } = incoming;
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] as string, rawHeaders[at + 1] as string);
  }
  const host = headers.get("host") ?? "";
  // Neither may lead into the other: the path is what was asked for, the host who was asked.
  const scheme = incoming.socket.encrypted ? "https" : "http";
  const origin = `${scheme}://${/^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(host) ? host : "localhost"}`;
  const target = url.startsWith("/") ? `${origin}${url}` : origin;
  const hasBody = method !== "GET" && method !== "HEAD";
  const init = { method, headers, signal, ...(hasBody && { body: bodyOf(incoming) }) };
  return new Request(target, { ...init, duplex: "half" } as RequestInit);
}

function bodyOf(incoming: NodeRequest): ReadableStream<Uint8Array> {
  let isOpen = true;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const end = (close: () => void) => () => {
        if (isOpen) close();
        isOpen = false;
      };
      incoming.on("data", (chunk: Uint8Array) => {
        if (!isOpen) return;
        controller.enqueue(chunk);
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
      });
      incoming.on(
        "end",
        end(() => controller.close()),
      );
      incoming.on(
        "error",
        end(() => controller.error(new TypeError("The request broke off."))),
      );
      incoming.pause();
    },
    pull: () => void incoming.resume(),
    cancel() {
      isOpen = false;
      // Read and thrown away, so that the client comes to read the answer.
      incoming.resume();
    },
  });
}

async function send(
  { status, headers, body }: Response,
  outgoing: NodeResponse,
  signal: AbortSignal,
): Promise<void> {
  if (outgoing.destroyed) return void body?.cancel();
  // What is left of the body of a refused request is not waited for, so nothing can follow it.
  if (status >= 400) headers.set("connection", "close");
  outgoing.writeHead(status, Object.fromEntries(headers));
  outgoing.flushHeaders();
  const reader = body?.getReader();
  const cancel = () => void reader?.cancel().catch(() => {});
  signal.addEventListener("abort", cancel);
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || signal.aborted) break;
    if (!outgoing.write(value)) await drained(outgoing);
  }
  outgoing.end();
}

/** Waits until there is room again, or nobody who needs it. */
function drained(outgoing: NodeResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      outgoing.off("drain", settle);
      outgoing.off("close", settle);
      resolve();
    };
    outgoing.once("drain", settle);
    outgoing.once("close", settle);
    if (outgoing.destroyed) settle();
  });
}
