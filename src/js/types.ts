/** The API's objects. */
export type * from "./request-types.js";
export type * from "./response-types.js";
