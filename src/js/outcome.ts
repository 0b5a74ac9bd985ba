/** What came of one attempt. */
import type { AbortLink } from "./abort-link.js";
import { BodyReader, readText } from "./body-reader.js";
import { type Call, throwIfAborted } from "./call.js";
import { enter } from "./engine.js";
import { errorMessage } from "./error-message.js";
import { APIError } from "./errors.js";
import { parseOrNothing } from "./json.js";

export class Outcome {
  /** An error stands in its place where none came. */
  readonly response: Response;

  constructor(
    result: Response | APIError,
    readonly link: AbortLink,
    readonly call: Call,
    readonly retriesMade: number,
  ) {
    this.response = result as Response;
  }

  /** Where the API wants the request sent, if it does; browsers do not tell the place. */
  get redirect(): { href: string; origin: string } | undefined {
    const { status, headers } = this.response;
    const { init, url } = this.call;
    const place = headers?.get("location");
    const isRedirect = status === 0 || (place && /^30[1278]$/.test(`${status}`));
    if (init.redirect || !isRedirect) return undefined;
    try {
      const target = new URL(place ?? "//", url);
      // That of every address that is not the web's.
      if (target.origin !== "null") return target;
    } catch {}
    return { href: "", origin: "another origin" };
  }

  /** How it went, for the log. */
  get summary(): string {
    const { response } = this;
    if (response instanceof Error) return response.constructor.name;
    const id = response.headers.get("x-request-id") ?? "";
    return `status ${response.status} ${id}`.trim();
  }

  /** Milliseconds to wait before the next attempt; negative where another would not help. */
  retryDelay(): number {
    const { status, headers } = this.response;
    const header = (name: string) => headers?.get(name) ?? "";
    const after = header("retry-after");
    return enter((engine) =>
      engine.retryDelay(
        status ?? 0,
        this.retriesMade,
        ["false", "true"].indexOf(header("x-should-retry")),
        Number.parseFloat(header("retry-after-ms")),
        Number.parseFloat(after),
        Date.parse(after) - Date.now(),
        Math.random(),
      ),
    );
  }

  /** Lets go of a response that nobody will read. */
  discard(): void {
    this.link.close();
    cancelBody(this.response);
  }

  /** The body: it has to come within the timeout, and without a pause as long as the idle one. */
  async text(): Promise<string> {
    const { link, call, response } = this;
    try {
      link.arm(call.timeout);
      return await (response.body
        ? readText(new BodyReader(response, link.controller.signal, call.idleTimeout))
        : link.race(response.text()));
    } catch (error) {
      throwIfAborted(call.signal);
      throw error;
    } finally {
      link.close();
    }
  }

  /** The typed error for an outcome that is not ok. */
  async error(): Promise<APIError> {
    const { response } = this;
    if (response instanceof Error) return response as unknown as APIError;
    const { status, headers } = response;
    // A body that cannot be read leaves the status, which says enough.
    const text = await this.text().catch(() => "");
    return APIError.generate(status, parseOrNothing(text), errorMessage(status, text), headers);
  }
}

/** Tells a body that nobody will read it; it may still be on its way, or locked. */
export function cancelBody(response: Promise<Response> | Response | undefined): void {
  Promise.resolve(response)
    .then((response) => response?.body?.cancel())
    .catch(() => {});
}
