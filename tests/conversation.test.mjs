/** `Conversation`: messages kept, continued, stored and kept short. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "brivionix";
import { Conversation, ConversationBusyError, SchemaMismatchError } from "brivionix/helpers";
import { answer, CALL, f, roles, start, usage } from "./support/conversation.mjs";
import { chunk, finish, HANG, role, say } from "./support/replay.mjs";

const broken = [role, { error: { message: "overloaded" } }];

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

test("the usage of answers that end in an error counts, too", async () => {
  const cut = [role, say({ content: "Hel" }), finish("length"), chunk([], { usage })];
  for (const isWatched of [true, false]) {
    const { conversation } = start([CALL, cut, answer("Hello!")], { tools: [f(() => "blue")] });
    const first = conversation.send("Hi");
    if (isWatched) first.on("chunk", () => {});
    await assert.rejects(first.done(), OpenAI.LengthFinishReasonError);
    assert.equal(conversation.usage.total_tokens, 3);
    await conversation.send("Hi").done();
    assert.equal(conversation.usage.total_tokens, 6);
  }
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

test("an empty list of tools is none", async () => {
  const { conversation, requests } = start([answer("Hello!")], { tools: [] });
  assert.equal(await conversation.send("Hi").finalContent(), "Hello!");
  assert.equal(requests[0].tools, undefined);
});

test("a signal that is aborted as soon as something was said makes room for the next question", async () => {
  const { conversation } = start([answer("Hello!")]);
  const controller = new AbortController();
  const first = conversation.send("Hm", { signal: controller.signal });
  first.done().catch(() => {});
  controller.abort();
  assert.equal(await conversation.send("Hi").finalContent(), "Hello!");
  assert.deepEqual(roles(conversation), ["user", "assistant"]);
});

test("its errors have their names", () => {
  assert.equal(ConversationBusyError.name, "ConversationBusyError");
  assert.equal(SchemaMismatchError.name, "SchemaMismatchError");
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

/** Waits until an answer has said something, then aborts it. */
async function abortMidway(answer) {
  await answer.emitted("content");
  answer.abort();
}

test("a question before the answer to the last one is refused, and mixes nothing up", async () => {
  const { conversation, requests } = start([answer("Hello!"), answer("Bye!")]);
  const first = conversation.send("Hi");
  assert.equal(conversation.pending, first);
  assert.throws(() => conversation.send("And"), ConversationBusyError);
  await first.done();
  assert.equal(conversation.pending, undefined);
  await conversation.send("And").done();
  assert.equal(requests.length, 2);
  assert.deepEqual(roles(conversation), ["user", "assistant", "user", "assistant"]);
});

test("usage is asked for, unless the params say otherwise", async () => {
  const asked = async (params) => {
    const { conversation, requests } = start([answer("Hello!")], params);
    await conversation.send("Hi").done();
    return requests[0].stream_options;
  };
  const tools = [f(() => "")];
  assert.deepEqual(await asked(), { include_usage: true });
  assert.deepEqual(await asked({ tools }), { include_usage: true });
  const stream_options = { include_obfuscation: false };
  assert.deepEqual(await asked({ stream_options }), { include_usage: true, ...stream_options });
  assert.deepEqual(await asked({ stream_options: { include_usage: false } }), {
    include_usage: false,
  });
  assert.equal(await asked({ stream_options: null }), undefined);
});

test("after an abort the text that had arrived stays, and the conversation goes on at once", async () => {
  const half = [role, say({ content: "Hel" }), HANG];
  const { conversation, requests } = start([half, answer("Bye!")]);
  await abortMidway(conversation.send("Hi"));
  assert.equal(await conversation.send("And").finalContent(), "Bye!");
  assert.deepEqual(requests[1].messages, [
    { role: "user", content: "Hi" },
    { role: "assistant", content: "Hel" },
    { role: "user", content: "And" },
  ]);
  assert.deepEqual(roles(conversation), ["user", "assistant", "user", "assistant"]);
  assert.equal(conversation.usage.total_tokens, 3);
});

test("after an abort before there was text, and after an error in its middle, nothing stays", async () => {
  const { conversation } = start([
    [role, HANG],
    [role, say({ content: "Hel" }), broken[1]],
  ]);
  const aborted = conversation.send("Hi");
  await aborted.emitted("connect");
  aborted.abort();
  await assert.rejects(aborted.done(), OpenAI.APIUserAbortError);
  assert.deepEqual(conversation.messages, []);
  const failed = conversation.send("Hi");
  await assert.rejects(failed.done(), OpenAI.APIError);
  assert.deepEqual(conversation.messages, []);
  assert.equal(failed.currentChatCompletionSnapshot.choices[0].message.content, "Hel");
});

test("an abort while a tool runs leaves no call without its result, however late that comes", async () => {
  let release;
  let called;
  const running = new Promise((resolve) => {
    called = resolve;
  });
  const hang = () => {
    called();
    return new Promise((resolve) => {
      release = resolve;
    });
  };
  const { conversation } = start([CALL, answer("Bye!")], { tools: [f(hang)] });
  const first = conversation.send("Weather?");
  await running;
  first.abort();
  const second = conversation.send("Never mind");
  release("blue");
  await assert.rejects(first.done(), OpenAI.APIUserAbortError);
  assert.equal(await second.finalContent(), "Bye!");
  assert.deepEqual(conversation.messages, [
    { role: "user", content: "Never mind" },
    { role: "assistant", content: "Bye!" },
  ]);
});

test("an abort in the middle of the answer keeps what tools have done before it", async () => {
  const half = [role, say({ content: "Sun" }), HANG];
  const { conversation } = start([CALL, half, answer("Bye!")], { tools: [f(() => "blue")] });
  const first = conversation.send("Weather?");
  await abortMidway(first);
  await assert.rejects(first.done(), OpenAI.APIUserAbortError);
  assert.deepEqual(roles(conversation), ["user", "assistant", "tool", "assistant"]);
  assert.equal(conversation.messages.at(-1).content, "Sun");
  assert.equal(await conversation.send("And?").finalContent(), "Bye!");
});

test("what is changed while an answer arrives stays changed", async () => {
  const { conversation } = start([answer("Hello!"), answer("Bye!")]);
  await conversation.send("x".repeat(400)).done();
  const second = conversation.send("And");
  assert.equal(conversation.trim(20).length, 2);
  conversation.messages.unshift({ role: "system", content: "Be brief." });
  await second.done();
  assert.deepEqual(roles(conversation), ["system", "user", "assistant"]);
});

test("a stream that is left early keeps what had arrived", async () => {
  const { conversation } = start([[role, say({ content: "Hel" }), say({ content: "lo" }), HANG]]);
  for await (const chunk of conversation.send("Hi")) {
    if (chunk.choices[0]?.delta.content) break;
  }
  assert.deepEqual(conversation.takeBack().length, 2);
  assert.deepEqual(conversation.messages, []);
});

test("the last question is taken back with all that followed, and can be asked again", async () => {
  const { conversation } = start([answer("Hello!"), CALL, answer("Sunny."), answer("Rainy.")], {
    tools: [f(() => "blue")],
  });
  assert.deepEqual(conversation.takeBack(), []);
  await conversation.send("Hi").done();
  const weather = conversation.send("Weather?");
  assert.throws(() => conversation.takeBack(), ConversationBusyError);
  await weather.done();
  const [question, ...rest] = conversation.takeBack();
  assert.equal(question.content, "Weather?");
  assert.equal(rest.length, 3);
  assert.deepEqual(roles(conversation), ["user", "assistant"]);
  await conversation.send(question.content).done();
  assert.equal(conversation.messages.at(-1).content, "Rainy.");
});

test("what cannot be said or trimmed to is refused, and changes nothing", () => {
  const { conversation, requests } = start([]);
  conversation.messages.push({ role: "user", content: "Hi" });
  for (const said of [undefined, null, 5, { role: "user" }]) {
    assert.throws(() => conversation.send(said), TypeError);
  }
  for (const limit of [undefined, NaN, -1, "100"]) {
    assert.throws(() => conversation.trim(limit), TypeError);
  }
  assert.deepEqual(conversation.trim(Number.POSITIVE_INFINITY), []);
  assert.deepEqual(conversation.messages, [{ role: "user", content: "Hi" }]);
  assert.equal(requests.length, 0);
});
