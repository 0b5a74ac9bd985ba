/** What came of one attempt. */
import { retryDelay } from "#engine";
import type { AbortLink } from "./abort-link.js";
import { BodyReader, readText } from "./body-reader.js";
import type { Call } from "./call.js";
import { enter } from "./engine.js";
import { errorMessage } from "./error-message.js";
import { APIError } from "./errors.js";
import { parseOrNothing } from "./json.js";

export class Outcome {
  readonly #response: Response | undefined;
  readonly #failure: APIError | undefined;
  /** 0 where no response came. */
  readonly #status: number;

  constructor(
    result: Response | APIError,
    readonly link: AbortLink,
    readonly call: Call,
    readonly retriesMade: number,
  ) {
    if (result instanceof APIError) this.#failure = result;
    else this.#response = result;
    this.#status = result.status ?? 0;
  }

  get ok(): boolean | undefined {
    return this.#response?.ok;
  }

  /** Where the API wants the request sent, if it does; browsers do not tell the place. */
  get redirect(): { href: string; origin: string } | undefined {
    const { init, url } = this.call;
    if (init.redirect || !/^(0|30[1278])$/.test(`${this.#response?.status}`)) {
      return undefined;
    }
    try {
      return new URL(this.response.headers.get("location") ?? "//", url);
    } catch {
      return { href: "", origin: "another origin" };
    }
  }

  /** How it went, for the log. */
  get summary(): string {
    const id = this.#response?.headers.get("x-request-id");
    return this.#failure?.message ?? `status ${this.#status} (${id})`;
  }

  /** The response of a successful attempt. */
  get response(): Response {
    return this.#response as Response;
  }

  /** Milliseconds to wait before the next attempt; negative where another would not help. */
  retryDelay(): number {
    const header = (name: string) => this.#response?.headers.get(name) ?? "";
    const after = header("retry-after");
    return enter(() =>
      retryDelay(
        this.#status,
        this.retriesMade,
        ["false", "true"].indexOf(header("x-should-retry")),
        Number.parseFloat(header("retry-after-ms")),
        Number.parseFloat(after),
        Date.parse(after) - Date.now(),
        Math.random(),
      ),
    );
  }

  /** The same attempt, where it has come to nothing after all. */
  failed(error: APIError): Outcome {
    return new Outcome(error, this.link, this.call, this.retriesMade);
  }

  /** Lets go of a response that nobody will read. */
  discard(): void {
    this.link.close();
    cancelBody(this.#response);
  }

  /** The body: it has to come within the timeout, and without a pause as long as the idle one. */
  async text(): Promise<string> {
    const { link, call, response } = this;
    try {
      if (!response.body) return await response.text();
      link.arm(call.timeout);
      return await readText(new BodyReader(response, link.controller.signal, call.idleTimeout));
    } finally {
      link.close();
    }
  }

  /** The typed error for an outcome that is not ok. */
  async error(): Promise<APIError> {
    if (this.#failure) return this.#failure;
    // A body that cannot be read leaves the status, which says enough.
    const text = await this.text().catch(() => "");
    const message = errorMessage(this.#status, text);
    return APIError.generate(this.#status, parseOrNothing(text), message, this.response.headers);
  }
}

/** Tells a body that nobody will read it; it may still be on its way, or locked. */
export function cancelBody(response: Promise<Response> | Response | undefined): void {
  Promise.resolve(response)
    .then((response) => response?.body?.cancel())
    .catch(() => {});
}
