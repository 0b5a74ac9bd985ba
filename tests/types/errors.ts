/** Errors as `catch` blocks meet them. */
import OpenAI, {
  APIConnectionError,
  APIConnectionTimeoutError,
  type APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  ContentFilterFinishReasonError,
  InternalServerError,
  LengthFinishReasonError,
  NotFoundError,
  OpenAIError,
  PermissionDeniedError,
  RateLimitError,
  UnprocessableEntityError,
} from "brivionix";
import { accepts, holds, type Same } from "./assert.js";

export function inspect(error: unknown): void {
  if (error instanceof OpenAI.APIError) {
    holds<Same<typeof error.status, number | undefined>>();
    holds<Same<typeof error.headers, Headers | undefined>>();
    holds<Same<typeof error.error, object | undefined>>();
    holds<Same<typeof error.code, string | null | undefined>>();
    holds<Same<typeof error.param, string | null | undefined>>();
    holds<Same<typeof error.type, string | undefined>>();
    holds<Same<typeof error.requestID, string | null | undefined>>();
    holds<Same<typeof error.message, string>>();
  }
  if (error instanceof OpenAI.RateLimitError) accepts<APIError>(error);
}

accepts<(typeof APIError)[]>([
  BadRequestError,
  AuthenticationError,
  PermissionDeniedError,
  NotFoundError,
  ConflictError,
  UnprocessableEntityError,
  RateLimitError,
  InternalServerError,
]);
accepts<APIError>(new APIUserAbortError());
accepts<APIError>(new APIConnectionError({ message: "a", cause: new Error("b") }));
accepts<APIConnectionError>(new APIConnectionTimeoutError());
accepts<OpenAIError>(new LengthFinishReasonError());
accepts<OpenAIError>(new ContentFilterFinishReasonError());
accepts<Error>(new OpenAIError("a", { cause: 1 }));
// @ts-expect-error: an error of the client need not be one of the API
accepts<APIError>(new OpenAIError("a"));

holds<Same<typeof OpenAI.OpenAIError, typeof OpenAIError>>();
holds<Same<typeof OpenAI.APIError, typeof APIError>>();
holds<Same<typeof OpenAI.APIUserAbortError, typeof APIUserAbortError>>();
holds<Same<typeof OpenAI.APIConnectionError, typeof APIConnectionError>>();
holds<Same<typeof OpenAI.APIConnectionTimeoutError, typeof APIConnectionTimeoutError>>();
holds<Same<typeof OpenAI.BadRequestError, typeof BadRequestError>>();
holds<Same<typeof OpenAI.AuthenticationError, typeof AuthenticationError>>();
holds<Same<typeof OpenAI.PermissionDeniedError, typeof PermissionDeniedError>>();
holds<Same<typeof OpenAI.NotFoundError, typeof NotFoundError>>();
holds<Same<typeof OpenAI.ConflictError, typeof ConflictError>>();
holds<Same<typeof OpenAI.UnprocessableEntityError, typeof UnprocessableEntityError>>();
holds<Same<typeof OpenAI.RateLimitError, typeof RateLimitError>>();
holds<Same<typeof OpenAI.InternalServerError, typeof InternalServerError>>();

declare const error: APIError;
// @ts-expect-error: fields of an error are not to be changed
error.status = 200;
// @ts-expect-error: no such member
error.request_id;
