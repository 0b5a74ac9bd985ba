/**
 * The API's objects, under the names that `openai` gives them, so that types written for it keep
 * working. Doc comments say what the API's documentation says; what it does not mention, and
 * `openai` knows, is sent as it is.
 */
export * from "./chunk.js";
export * from "./completion.js";
export * from "./content.js";
export * from "./logprobs.js";
export * from "./message.js";
export * from "./message-params.js";
export * from "./model.js";
export * from "./moderation.js";
export * from "./params.js";
export * from "./response-format.js";
export * from "./shared.js";
export * from "./tools.js";
export * from "./usage.js";
