/** What the package exports beyond the client. */
export { PartialJson } from "../partial-json.js";
export * from "./chat-completion-stream.js";
export type { ParseableParams } from "./completions.js";
export type { BaseEvents, EventStream } from "./event-stream.js";
export type { FunctionCall, RunnerEvents } from "./runner.js";
export { AbstractChatCompletionRunner } from "./runner.js";
export type * from "./tool-run.js";
export { ChatCompletionRunner, ChatCompletionStreamingRunner } from "./tool-runners.js";
export type * from "./types.js";
