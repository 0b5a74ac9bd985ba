/** What came of one attempt, as Rust asks about it and as the caller gets it. */
import type { AbortLink } from "./abort-link.js";
import { BodyReader, readText } from "./body-reader.js";
import { APIError } from "./errors.js";

export class Outcome {
  /** 0 where no response came. */
  readonly status: number;
  /** Whether another attempt could succeed where no response came. */
  readonly transient: boolean;
  readonly #response: Response | undefined;
  readonly #failure: Error | undefined;

  constructor(
    result: Response | Error,
    readonly link: AbortLink,
    readonly idleTimeout: number,
  ) {
    const failed = result instanceof Error;
    this.#failure = failed ? result : undefined;
    this.#response = failed ? undefined : result;
    this.status = this.#response?.status ?? 0;
    this.transient = failed;
  }

  /** The response of a successful attempt. */
  get response(): Response {
    return this.#response as Response;
  }

  header(name: string): string | undefined {
    return this.#response?.headers.get(name) ?? undefined;
  }

  msUntil(date: string): number {
    return Date.parse(date) - Date.now();
  }

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

  error(message: string, body: string): Error {
    const response = this.#response;
    if (!response) return this.#failure as Error;
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
