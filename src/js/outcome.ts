/** What came of one attempt. */
import { errorMessage, retryDelay } from "#engine";
import type { AbortLink } from "./abort-link.js";
import { BodyReader, readText } from "./body-reader.js";
import { load } from "./engine.js";
import { APIError } from "./errors.js";

export class Outcome {
  /** 0 where no response came. */
  readonly status: number;
  readonly #response: Response | undefined;
  readonly #failure: Error | undefined;

  constructor(
    result: Response | Error,
    readonly link: AbortLink,
    readonly idleTimeout: number,
  ) {
    if (result instanceof Error) this.#failure = result;
    else this.#response = result;
    this.status = this.#response?.status ?? 0;
  }

  get ok(): boolean {
    return this.#response?.ok ?? false;
  }

  /** Why it failed, for the log. */
  get reason(): string {
    return this.#response ? `status ${this.status}` : "connection failed";
  }

  /** The response of a successful attempt. */
  get response(): Response {
    return this.#response as Response;
  }

  /** Milliseconds to wait before the next attempt; negative where another would not help. */
  retryDelay(retriesMade: number): number {
    load();
    const header = (name: string) => this.#response?.headers.get(name) ?? "";
    const after = header("retry-after");
    return retryDelay(
      this.status,
      retriesMade,
      header("x-should-retry"),
      header("retry-after-ms"),
      after,
      Date.parse(after) - Date.now(),
      Math.random(),
    );
  }

  /** Lets go of a response that nobody will read. */
  discard(): void {
    this.link.close();
    this.#response?.body?.cancel().catch(() => {});
  }

  /** The body, read under the idle timeout. */
  async text(): Promise<string> {
    try {
      const body = this.#response?.body;
      if (!body) return "";
      return await readText(new BodyReader(body, this.link.controller.signal, this.idleTimeout));
    } finally {
      this.link.close();
    }
  }

  /** The typed error for an outcome that is not ok. */
  async error(): Promise<Error> {
    const response = this.#response;
    if (!response) return this.#failure as Error;
    load();
    // A body that cannot be read leaves the status, which says enough.
    const body = await this.text().catch(() => "");
    const message = errorMessage(response.status, body);
    return APIError.generate(response.status, parseOrNothing(body), message, response.headers);
  }
}

function parseOrNothing(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
