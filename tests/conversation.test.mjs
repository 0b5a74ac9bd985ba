/** `Conversation`: messages kept, continued, stored and kept short. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "brivionix";
import { Conversation } from "brivionix/helpers";
import { call, chunk, finish, replay, role, say } from "./support/replay.mjs";

const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
const answer = (text) => [role, say({ content: text }), finish(), chunk([], { usage })];
const CALL = [
  say({ role: "assistant", content: null }),
  call({ index: 0, id: "a", type: "function", function: { name: "f", arguments: "{}" } }),
  finish("tool_calls"),
];
const broken = [role, { error: { message: "overloaded" } }];
const f = (run) => ({
  type: "function",
  function: { name: "f", parameters: { type: "object" }, function: run },
});
const roles = ({ messages }) => messages.map(({ role }) => role);

/** A conversation whose requests are recorded. */
function start(answers, params) {
  const requests = [];
  const client = replay(OpenAI, answers, requests);
  return { client, requests, conversation: new Conversation(client, { model: "m", ...params }) };
}

test("every request holds all that was said, and usage is summed", async () => {
  const { conversation, requests } = start([answer("Hello!"), answer("Bye!")]);
  conversation.messages.push({ role: "system", content: "Be brief." });
  assert.equal(await conversation.send("Hi").finalContent(), "Hello!");
  const parts = [{ type: "text", text: "And" }];
  assert.equal(await conversation.send(parts).finalContent(), "Bye!");
  assert.deepEqual(requests[1].messages, [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Hi" },
    { role: "assistant", content: "Hello!" },
    { role: "user", content: parts },
  ]);
  assert.deepEqual(roles(conversation), ["system", "user", "assistant", "user", "assistant"]);
  assert.equal(conversation.usage.total_tokens, 6);
});

test("tools are run, and their rounds are kept", async () => {
  const { conversation, requests } = start([CALL, answer("Sunny."), answer("Bye!")], {
    tools: [f(() => "blue")],
  });
  assert.equal(await conversation.send("Weather?").finalContent(), "Sunny.");
  assert.deepEqual(roles(conversation), ["user", "assistant", "tool", "assistant"]);
  await conversation.send("Thanks").done();
  assert.deepEqual(
    requests[2].messages.map(({ role }) => role),
    ["user", "assistant", "tool", "assistant", "user"],
  );
});

test("what came to nothing is taken back, and can be said again", async () => {
  const { conversation } = start([broken, answer("Hello!")]);
  await assert.rejects(conversation.send("Hi").done(), OpenAI.APIError);
  assert.deepEqual(conversation.messages, []);
  await conversation.send("Hi").done();
  assert.deepEqual(roles(conversation), ["user", "assistant"]);
});

test("calls without results do not stay, finished rounds do", async () => {
  const fail = () => {
    throw new Error("down");
  };
  const first = start([CALL], { tools: [f(fail)] }).conversation;
  await assert.rejects(first.send("Weather?").done());
  assert.deepEqual(first.messages, []);
  const second = start([CALL, broken], { tools: [f(() => "blue")] }).conversation;
  await assert.rejects(second.send("Weather?").done());
  assert.deepEqual(roles(second), ["user", "assistant", "tool"]);
});

test("a stored conversation goes on", async () => {
  const { client, conversation, requests } = start([answer("Hello!"), answer("Bye!")]);
  await conversation.send("Hi").done();
  const stored = JSON.parse(JSON.stringify(conversation));
  const again = Conversation.fromJSON(client, { model: "m" }, stored);
  await again.send("And").done();
  assert.equal(requests[1].messages.length, 3);
  assert.equal(again.usage.total_tokens, 6);
  assert.equal(conversation.messages.length, 2);
});

test("trim leaves out the oldest questions with their answers and results", () => {
  const { conversation } = start([]);
  const text = "x".repeat(400);
  const calls = [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }];
  conversation.messages = [
    { role: "system", content: "Be brief." },
    { role: "user", content: text },
    { role: "assistant", content: null, tool_calls: calls },
    { role: "tool", tool_call_id: "a", content: text },
    { role: "assistant", content: text },
    { role: "user", content: text },
    { role: "assistant", content: text },
    {
      role: "user",
      content: [
        { type: "text", text },
        { type: "image_url", image_url: { url: "" } },
      ],
    },
  ];
  assert.ok(conversation.tokens > 600);
  assert.deepEqual(conversation.trim(10_000), []);
  assert.equal(conversation.trim(500).length, 4);
  assert.deepEqual(roles(conversation), ["system", "user", "assistant", "user"]);
  assert.ok(conversation.tokens <= 500);
  conversation.trim(1);
  assert.deepEqual(roles(conversation), ["system", "user"]);
});
