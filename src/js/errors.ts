/**
 * The errors this client throws: the same classes, names and fields as in `openai`, so that
 * `catch` blocks written for it keep working.
 */

/** Base of every error thrown by this client. */
export class OpenAIError extends Error {}

/** What an API error body holds; gateways send other shapes, which are kept as they came. */
export interface ErrorBody {
  /** What went wrong, in words. */
  message?: string;
  /** Kind of error, such as `invalid_request_error`. */
  type?: string | null;
  /** The request parameter at fault, such as `messages[0].role`. */
  param?: string | null;
  /** Machine-readable reason, such as `invalid_api_key`. */
  code?: string | null;
}

/** The API answered with an error, or did not answer at all. */
export class APIError extends OpenAIError {
  /** HTTP status; `undefined` for connection errors and for errors inside a stream. */
  declare readonly status: number | undefined;
  /** Response headers. */
  declare readonly headers: Headers | undefined;
  /** The `error` member of the body, or the whole body where it has none. */
  declare readonly error: object | undefined;
  /** Machine-readable reason, such as `invalid_api_key`. */
  declare readonly code: string | null | undefined;
  /** The request parameter at fault, such as `messages[0].role`. */
  declare readonly param: string | null | undefined;
  /** Kind of error, such as `invalid_request_error`. */
  declare readonly type: string | undefined;
  /** The `x-request-id` header: quote it when asking for support. */
  declare readonly requestID: string | null | undefined;

  /** The error's own message is `status` and `message`, or else what `error` says. */
  constructor(status?: number, error?: object, message?: string, headers?: Headers) {
    const { message: own, code, param, type } = (error ?? {}) as ErrorBody;
    const said = message ?? own ?? "The API reported an error and gave no reason.";
    super(status ? `${status} ${said}` : said);
    const requestID = headers?.get("x-request-id");
    Object.assign(this, { status, headers, error, code, param, type, requestID });
  }

  /** Picks the class for a status, as `openai` does. */
  static generate(
    status: number,
    body: unknown,
    message: string | undefined,
    headers: Headers,
  ): APIError {
    const inner = (body as { error?: unknown } | undefined)?.error ?? body;
    const Class = BY_STATUS[status] ?? (status >= 500 ? InternalServerError : APIError);
    return new Class(status, inner as object | undefined, message, headers);
  }
}

/** 400: check the request body. */
export class BadRequestError extends APIError {}
/** 401: check the API key; it may be wrong, expired or out of quota. */
export class AuthenticationError extends APIError {}
/** 403: the API key may not use this model. */
export class PermissionDeniedError extends APIError {}
/** 404: no such model or path. */
export class NotFoundError extends APIError {}
/** 409: the request collided with another one. */
export class ConflictError extends APIError {}
/** 422: the request was understood and cannot be carried out. */
export class UnprocessableEntityError extends APIError {}
/** 429: back off, and send fewer requests at once. */
export class RateLimitError extends APIError {}
/** 500 and above: try again later. */
export class InternalServerError extends APIError {}

interface Reason {
  message?: string | undefined;
  cause?: unknown;
  headers?: Headers;
}

/** The request was aborted through its signal or controller; `cause` is the signal's reason. */
export class APIUserAbortError extends APIError {
  constructor({ message = "Request was aborted.", ...cause }: Reason = {}) {
    super(undefined, undefined, message);
    Object.assign(this, cause);
  }
}

/** No answer came, or it broke off; `cause` holds what the runtime reported. */
export class APIConnectionError extends APIError {
  constructor({ message = "Connection error.", headers, ...cause }: Reason = {}) {
    super(undefined, undefined, message, headers);
    Object.assign(this, cause);
  }
}

/** No answer came within `timeout`, or no bytes within `idleTimeout`. */
export class APIConnectionTimeoutError extends APIConnectionError {
  constructor({ message = "Request timed out.", ...cause }: Reason = {}) {
    super({ message, ...cause });
  }
}

/** A parsed answer was asked for, and `max_tokens` cut it short. */
export class LengthFinishReasonError extends OpenAIError {
  constructor() {
    super("Could not parse response content as the length limit was reached");
  }
}

/** A parsed answer was asked for, and the content filter withheld it. */
export class ContentFilterFinishReasonError extends OpenAIError {
  constructor() {
    super("Could not parse response content as the request was rejected by the content filter");
  }
}

const BY_STATUS: Record<number, typeof APIError> = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  409: ConflictError,
  422: UnprocessableEntityError,
  429: RateLimitError,
};

/** All of them by name. */
const classes = {
  OpenAIError,
  APIError,
  BadRequestError,
  AuthenticationError,
  PermissionDeniedError,
  NotFoundError,
  ConflictError,
  UnprocessableEntityError,
  RateLimitError,
  InternalServerError,
  APIUserAbortError,
  APIConnectionError,
  APIConnectionTimeoutError,
  LengthFinishReasonError,
  ContentFilterFinishReasonError,
};
export default classes;
