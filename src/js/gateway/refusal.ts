/** Refusals, in the shape of the API's errors, so that clients raise the errors they always do. */

/** What a refusal says beside its message. */
export interface RefusalDetails {
  type?: string;
  code?: string;
  param?: string;
  headers?: Record<string, string>;
}

/** A request that goes no further, and why. */
export class Refusal extends Error {
  readonly status: number;
  readonly details: RefusalDetails;

  constructor(status: number, message: string, details: RefusalDetails = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }

  /** The answer to the caller. */
  toResponse(headers: Headers): Response {
    const { type = "invalid_request_error", code = null, param = null } = this.details;
    headers.set("content-type", "application/json");
    for (const [name, value] of Object.entries(this.details.headers ?? {})) {
      headers.set(name, value);
    }
    const body = JSON.stringify({ error: { message: this.message, type, param, code } });
    return new Response(body, { status: this.status, headers });
  }
}

/** The request asks for something wrong in its parameter `param`. */
export function invalid(param: string, message: string): Refusal {
  return new Refusal(400, message, { param });
}

/** Only the operator can do something about it: nothing here says what, and no retry helps. */
export function misconfigured(): Refusal {
  return new Refusal(500, "The gateway failed.", {
    type: "server_error",
    code: "gateway_error",
    headers: { "x-should-retry": "false" },
  });
}

/** The API, or whoever answers for it, did not do its part. */
export function badUpstream(code: string, message: string, headers = {}): Refusal {
  return new Refusal(502, message, { type: "server_error", code, headers });
}

/**
 * Runs what the operator has brought. What goes wrong there is told to the operator, and to the
 * caller no more than that it did.
 */
export async function guarded<T>(what: string, run: () => T | PromiseLike<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    report(`\`${what}\` threw`, error);
    throw misconfigured();
  }
}

/** Tells the operator. */
export function report(what: string, error?: unknown): void {
  console.error(`brivionix/gateway: ${what}`, ...(error === undefined ? [] : [error]));
}
