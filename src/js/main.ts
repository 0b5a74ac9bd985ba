/** What the package exports, whatever the runtime. */
export { APIPromise, type WithResponse } from "./api-promise.js";
export type { ApiKey, Fetch } from "./call.js";
export { OpenAI, OpenAI as Brivionix } from "./client.js";
export * from "./errors.js";
export type { ClientOptions, RequestOptions } from "./options.js";
export { Stream } from "./stream.js";
export type * from "./types.js";
