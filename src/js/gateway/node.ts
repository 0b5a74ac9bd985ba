/** The gateway in a server of Node's. */
import { OpenAIError } from "../errors.js";
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
  // biome-ignore lint/suspicious/noExplicitAny: Node's own types take no other listener for all events.
  on(event: string, listener: (value: any) => void): unknown;
  /** Stops the body. */
  pause(): unknown;
  /** Goes on with it. */
  resume(): unknown;
  /** Ends the connection. */
  destroy(): unknown;
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
 * How many bytes that nobody wants are read, so that the connection can be used again: more than
 * bodies usually have. A client that has sent all of a body counts on the connection.
 */
const MOST_UNWANTED = 8 << 20;
/** How long a client that sends more has to read the answer, in ms. */
const LINGER = 1000;

/**
 * A listener for `http.createServer`. An answer waits where the client does, and one that nobody
 * waits for any more is cancelled.
 *
 * ```js
 * createServer(toNodeHandler(gateway({ allowOrigins }))).listen(8080);
 * ```
 *
 * @throws {OpenAIError} where it is given something else than a gateway.
 */
export function toNodeHandler(
  gateway: Gateway,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  if (typeof gateway?.fetch !== "function") {
    throw new OpenAIError("`toNodeHandler` takes what `gateway()` returns.");
  }
  return async (incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.once("close", () => outgoing.writableFinished || gone.abort());
    const body = new IncomingBody(incoming);
    try {
      const response = await answer(gateway, incoming, body, gone.signal);
      body.discard();
      await send(response, outgoing, gone.signal);
    } catch {
      // The connection to the API has broken: so does this one, or the answer would seem whole.
      outgoing.destroy();
    }
  };
}

async function answer(
  gateway: Gateway,
  incoming: NodeRequest,
  body: IncomingBody,
  signal: AbortSignal,
): Promise<Response> {
  let request: Request;
  if (incoming.readableEnded) {
    report("something before it has read the body: let the gateway come first.");
    return misconfigured().toResponse(commonHeaders());
  }
  try {
    request = toRequest(incoming, body, signal);
  } catch {
    // `fetch` knows methods that it does not take, such as `TRACE`.
    return new Refusal(400, "The gateway takes no such request.").toResponse(commonHeaders());
  }
  return gateway.fetch(request, { remoteAddr: { hostname: incoming.socket.remoteAddress } });
}

function toRequest(incoming: NodeRequest, body: IncomingBody, signal: AbortSignal): Request {
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
  const init = { method, headers, signal, ...(hasBody && { body: body.stream() }) };
  return new Request(target, { ...init, duplex: "half" } as RequestInit);
}

/** The body of a request, of which the gateway may want all, a part or nothing. */
class IncomingBody {
  readonly #incoming: NodeRequest;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #unwanted = 0;

  constructor(incoming: NodeRequest) {
    this.#incoming = incoming;
    incoming.on("data", (chunk: Uint8Array) => this.#take(chunk));
    incoming.on("end", () => this.#end((controller) => controller.close()));
    incoming.on("error", () => {
      this.#end((controller) => controller.error(new TypeError("The request broke off.")));
    });
    incoming.pause();
  }

  stream(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => void this.#incoming.resume(),
      cancel: () => this.discard(),
    });
  }

  /** Reads what is left and throws it away: only then does the client come to the next request. */
  discard(): void {
    this.#controller = undefined;
    this.#incoming.resume();
  }

  #take(chunk: Uint8Array): void {
    if (this.#controller) {
      this.#controller.enqueue(chunk);
      if ((this.#controller.desiredSize ?? 0) <= 0) this.#incoming.pause();
      return;
    }
    this.#unwanted += chunk.length;
    if (this.#unwanted < MOST_UNWANTED) return;
    this.#incoming.pause();
    setTimeout(() => this.#incoming.destroy(), LINGER);
  }

  #end(how: (controller: ReadableStreamDefaultController<Uint8Array>) => void): void {
    if (this.#controller) how(this.#controller);
    this.#controller = undefined;
  }
}

async function send(
  { status, headers, body }: Response,
  outgoing: NodeResponse,
  signal: AbortSignal,
): Promise<void> {
  if (outgoing.destroyed) return void body?.cancel();
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
