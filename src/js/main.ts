/** What the package exports, whatever the runtime. */
export { APIPromise, type WithRequestID, type WithResponse } from "./api-promise.js";
export { Chat, Completions } from "./chat.js";
export { OpenAI, OpenAI as Brivionix } from "./client.js";
export * from "./errors.js";
export { type ImagePartOptions, type ImageSource, imagePart } from "./image-part.js";
export type { Logger, LogLevel } from "./log.js";
export { Models, type ModelsPage } from "./models.js";
export type {
  ApiKey,
  ClientOptions,
  Fetch,
  FetchOptions,
  HeadersLike,
  QueryLike,
  RequestOptions,
} from "./options.js";
export { Page, PagePromise, type PageResponse } from "./page.js";
export { Stream } from "./stream.js";
export type * from "./types/index.js";
