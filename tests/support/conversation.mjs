/** Conversations with answers that are known beforehand. */
import OpenAI from "brivionix";
import { Conversation } from "brivionix/helpers";
import { call, chunk, finish, replay, role, say } from "./replay.mjs";

export const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
export const answer = (text) => [role, say({ content: text }), finish(), chunk([], { usage })];
export const CALL = [
  say({ role: "assistant", content: null }),
  call({ index: 0, id: "a", type: "function", function: { name: "f", arguments: "{}" } }),
  finish("tool_calls"),
];
export const f = (run) => ({
  type: "function",
  function: { name: "f", parameters: { type: "object" }, function: run },
});
export const roles = ({ messages }) => messages.map(({ role }) => role);

/** A conversation whose requests are recorded. */
export function start(answers, params) {
  const requests = [];
  const client = replay(OpenAI, answers, requests);
  return { client, requests, conversation: new Conversation(client, { model: "m", ...params }) };
}
