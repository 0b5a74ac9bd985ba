/**
 * The entry `brivionix/helpers`, and `brivionix/helpers/zod`: schemas and conversations. They are apart
 * from the client so that a page without them does not download them.
 */
export * from "../helpers/conversation.js";
export * from "../helpers/schema.js";
export type { JSONSchema } from "../helpers/strict-schema.js";
export type { AutoParseableResponseFormat } from "../helpers/types.js";
