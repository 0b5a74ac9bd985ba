/** What runners tell: all their events, in a form that can be compared. */

const EVENTS = [
  "connect",
  "chunk",
  "content",
  "content.delta",
  "content.done",
  "refusal.delta",
  "refusal.done",
  "tool_calls.function.arguments.delta",
  "tool_calls.function.arguments.done",
  "logprobs.content.delta",
  "logprobs.content.done",
  "logprobs.refusal.delta",
  "logprobs.refusal.done",
  "message",
  "chatCompletion",
  "functionToolCall",
  "functionToolCallResult",
  "finalContent",
  "finalMessage",
  "finalChatCompletion",
  "finalFunctionToolCall",
  "finalFunctionToolCallResult",
  "totalUsage",
  "error",
  "abort",
  "end",
];

/** All events of a runner, as they are when they happen. */
export async function record(runner, during) {
  const seen = [];
  for (const name of EVENTS) {
    runner.on(name, (...args) => {
      const plain = args.map((arg) =>
        arg instanceof Error ? { error: arg.constructor.name } : structuredClone(arg),
      );
      seen.push([name, ...plain]);
      during?.(name, runner);
    });
  }
  await runner.done().catch(() => {});
  return seen;
}

/** Without what JSON does not hold. */
export const comparable = (events) => JSON.parse(JSON.stringify(events));

/** A text in pieces. */
export const texts = (text, size = 4) => text.match(new RegExp(`.{1,${size}}`, "gs")) ?? [];
