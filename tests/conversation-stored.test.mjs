/** `Conversation`: what is stored, and what is refused when it comes back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Conversation } from "brivionix/helpers";
import { answer, CALL, f, roles, start } from "./support/conversation.mjs";
import { finish, say } from "./support/replay.mjs";

test("what is stored while tools run can be gone on with", async () => {
  const { client, conversation } = start([CALL, answer("Sunny.")], {
    tools: [f(() => JSON.stringify(conversation))],
  });
  await conversation.send("Weather?").done();
  const stored = JSON.parse(conversation.messages[2].content);
  assert.deepEqual(stored.messages, [{ role: "user", content: "Weather?" }]);
  assert.deepEqual(roles(Conversation.fromJSON(client, { model: "m" }, stored)), ["user"]);
});

test("what is no conversation is refused, with the place of what is wrong", () => {
  const { client } = start([]);
  const secret = (id) => ({ id, type: "function", function: { name: "secret", arguments: "" } });
  const result = (tool_call_id) => ({ role: "tool", tool_call_id, content: "secret" });
  const from = (stored) => Conversation.fromJSON(client, { model: "m" }, stored);
  for (const [stored, place] of [
    [null, /no stored conversation/],
    [[], /no stored conversation/],
    ['{"messages":[]}', /JSON\.parse/],
    [{}, /messages/],
    [{ messages: {} }, /messages/],
    [{ messages: [{ role: "user", content: "secret" }, null] }, /messages\[1\]/],
    [{ messages: [{ content: "secret" }] }, /messages\[0\]\.role/],
    [{ messages: [{ role: "user", content: 5 }] }, /messages\[0\]\.content/],
    [{ messages: [{ role: "user", content: ["secret"] }] }, /messages\[0\]\.content\[0\]/],
    [{ messages: [{ role: "tool", content: "secret" }] }, /messages\[0\]\.tool_call_id/],
    [{ messages: [{ role: "function", content: "secret" }] }, /messages\[0\]\.name/],
    ...["system", "developer", "user", "assistant"].map((role) => [
      { messages: [{ role: "user", content: "secret" }, { role }] },
      /messages\[1\]\.content` is missing/,
    ]),
    [
      { messages: [{ role: "assistant", content: null, tool_calls: [] }] },
      /messages\[0\]\.content` is missing/,
    ],
    ...[
      {},
      { type: 5 },
      { type: "text" },
      { type: "text", text: ["secret"] },
      { type: "refusal", text: "secret" },
      { type: "image_url", image_url: "secret" },
      { type: "image_url", image_url: { detail: "secret" } },
      { type: "input_audio", text: "secret" },
      { type: "file", file: "secret" },
    ].map((part) => [
      { messages: [{ role: "user", content: [{ type: "text", text: "secret" }, part] }] },
      /messages\[0\]\.content\[1\]/,
    ]),
    [{ messages: [{ role: "user", content: [] }] }, /messages\[0\]\.content/],
    ...[
      { id: 1 },
      { id: "secret", type: "function" },
      { id: "secret", type: "function", function: { name: "secret" } },
      { id: "secret", type: "custom", custom: { name: "secret" } },
    ].map((call) => [
      { messages: [{ role: "assistant", tool_calls: [call] }] },
      /messages\[0\]\.tool_calls\[0\]/,
    ]),
    ...[[], [{ role: "user", content: "secret" }, result("b")], [result("a"), result("c")]].map(
      (after) => [
        { messages: [{ role: "assistant", tool_calls: [secret("a"), secret("b")] }, ...after] },
        /messages\[0\]\.tool_calls\[[01]\]` is not followed by/,
      ],
    ),
    [
      { messages: [{ role: "assistant", tool_calls: [secret("a")] }, result("a"), result("b")] },
      /messages\[2\]\.tool_call_id` is that of no call/,
    ],
    [
      { messages: [{ role: "assistant", tool_calls: [secret("a")] }, result("a"), result("a")] },
      /messages\[2\]\.tool_call_id` is that of no call/,
    ],
    [{ messages: [result("a")] }, /messages\[0\]\.tool_call_id` is that of no call/],
    [{ messages: [], usage: 5 }, /usage/],
    [{ messages: [], usage: { total_tokens: "5" } }, /usage\.total_tokens/],
  ]) {
    assert.throws(
      () => from(stored),
      (error) => {
        assert.ok(error instanceof TypeError);
        assert.match(error.message, place);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      },
    );
  }
  assert.equal(from({ messages: [] }).usage.total_tokens, 0);
  const kept = {
    messages: [{ role: "judge", content: null, mood: "new" }],
    usage: { total_tokens: 3, new_tokens: 1, details: { cached: 1 } },
  };
  const again = JSON.parse(JSON.stringify(from(kept)));
  assert.deepEqual(again.messages, kept.messages);
  assert.deepEqual(again.usage, { prompt_tokens: 0, completion_tokens: 0, ...kept.usage });
});

test("what the API takes is a conversation, and is sent as it was", async () => {
  const { client, requests } = start([answer("Hello!")]);
  const call = (id, type, members) => ({ id, type, [type]: members });
  const calls = [
    call("a", "function", { name: "f", arguments: "" }),
    call("b", "custom", { name: "g", input: "x" }),
    call("c", "new", { mood: "good" }),
  ];
  const messages = [
    { role: "developer", content: [{ type: "text", text: "Be brief." }] },
    {
      role: "user",
      name: "Ann",
      content: [
        { type: "image_url", image_url: { url: "https://example.com/a.png" } },
        { type: "input_audio", input_audio: { data: "", format: "wav" } },
        { type: "file", file: { file_id: "f" } },
        { type: "video", video: 1 },
      ],
    },
    { role: "assistant", content: null, tool_calls: calls },
    ...["b", "a", "c"].map((id) => ({ role: "tool", tool_call_id: id, content: "" })),
    { role: "assistant", content: null, tool_calls: [calls[0]] },
    { role: "tool", tool_call_id: "a", content: [{ type: "text", text: "blue" }] },
    { role: "assistant", content: null, refusal: "No." },
    { role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
    { role: "assistant", content: null, audio: { id: "x" } },
    { role: "assistant", content: null, function_call: { name: "f", arguments: "" } },
    { role: "function", name: "f", content: null },
    { role: "assistant", content: "" },
    { role: "judge" },
  ];
  const again = Conversation.fromJSON(client, { model: "m" }, { messages });
  await again.send("Hi").done();
  assert.deepEqual(requests[0].messages, [...messages, { role: "user", content: "Hi" }]);
});

test("an answer without anything in it does not stand in the way of the next question", async () => {
  const empty = [say({ role: "assistant", content: null, tool_calls: [] }), finish()];
  const { conversation, requests } = start([empty, answer("Hello!")]);
  await conversation.send("Hi").done();
  await conversation.send("And?").done();
  assert.deepEqual(requests[1].messages[1], { role: "assistant", content: "" });
});

test("a call whose id an earlier one has had is open all the same", async () => {
  const { conversation } = start([CALL, CALL, answer("Sunny.")], {
    tools: [f(() => JSON.stringify(conversation))],
  });
  await conversation.send("Weather?").done();
  const { messages } = JSON.parse(conversation.messages[4].content);
  assert.deepEqual(
    messages.map(({ role }) => role),
    ["user", "assistant", "tool"],
  );
});
