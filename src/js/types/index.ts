/**
 * The API's objects, under the names that `openai` gives them, so that types written for it keep
 * working. Doc comments say what the API's documentation says; what it does not mention, and
 * `openai` knows, is sent as it is.
 */
export type * from "./chunk.js";
export type * from "./completion.js";
export type * from "./content.js";
export type * from "./logprobs.js";
export type * from "./message.js";
export type * from "./message-params.js";
export type * from "./model.js";
export type * from "./moderation.js";
export type * from "./params.js";
export type * from "./response-format.js";
export type * from "./shared.js";
export type * from "./tools.js";
export type * from "./usage.js";
