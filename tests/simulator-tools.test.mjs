/** Tool calls, as the official `openai` client makes the rounds with them. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import OpenAI from "openai";
import { startSimulator } from "./support/simulator.mjs";

const model = "gpt-5.4-mini";
const user = (content) => [{ role: "user", content }];

let simulator;
let completions;
before(async () => {
  simulator = await startSimulator();
  const baseURL = `${simulator.url}/v1`;
  completions = new OpenAI({ apiKey: "sk-test", baseURL, maxRetries: 0 }).chat.completions;
});
after(() => simulator?.stop());
beforeEach(() => simulator.clearRequests());

const parameters = {
  type: "object",
  properties: { city: { type: "string" }, unit: { enum: ["celsius", "fahrenheit"] } },
  required: ["city", "unit"],
  additionalProperties: false,
};
const weather = {
  type: "function",
  function: { name: "get_weather", description: "Tells the weather in a city", parameters },
};
const clock = {
  type: "function",
  function: { name: "get_time", description: "Tells the clock's position", parameters },
};

const runnable = (tool, run) => ({
  type: "function",
  function: { ...tool.function, parse: JSON.parse, function: run },
});

const calls = async (params) =>
  (await completions.create({ model, ...params })).choices[0].message.tool_calls ?? [];
const names = (calls) => calls.map((call) => call.function.name);

for (const stream of [false, true]) {
  const how = stream ? "streamed" : "whole";

  test(`runTools makes two rounds, and the answer uses the result (${how})`, async () => {
    const seen = [];
    const runner = completions.runTools({
      model,
      stream,
      messages: user("What is the weather in Paris, in fahrenheit?"),
      tools: [
        runnable(weather, (args) => {
          seen.push(args);
          return "sunny, 71 degrees";
        }),
      ],
    });
    assert.match(await runner.finalContent(), /get_weather.*Paris.*sunny, 71 degrees/s);
    assert.deepEqual(seen, [{ city: "Paris", unit: "fahrenheit" }]);
    const requests = await simulator.requests();
    assert.equal(requests.length, 2);
    const [asked, called, answered] = requests[1].body.messages;
    assert.deepEqual([asked.role, called.role, answered.role], ["user", "assistant", "tool"]);
    assert.equal(answered.tool_call_id, called.tool_calls[0].id);
  });

  test(`runTools answers parallel calls, each with its own result (${how})`, async () => {
    const runner = completions.runTools({
      model,
      stream,
      messages: user("Compare the weather in Paris, London and Tokyo"),
      tools: [runnable(weather, ({ city }) => `${city} is fine`)],
    });
    const answer = await runner.finalContent();
    for (const city of ["Paris", "London", "Tokyo"])
      assert.match(answer, new RegExp(`${city} is fine`));
    assert.equal((await simulator.requests()).length, 2);
  });
}

test("calls are streamed in fragments that make up the same calls", async () => {
  const request = {
    model,
    messages: user("What is the weather in Paris and London?"),
    tools: [weather],
    seed: 4,
  };
  const deltas = [];
  let finish;
  for await (const { choices } of await completions.create({ ...request, stream: true })) {
    deltas.push(...(choices[0].delta.tool_calls ?? []));
    finish = choices[0].finish_reason ?? finish;
  }
  assert.equal(finish, "tool_calls");
  const whole = await calls(request);
  assert.equal(whole.length, 2);
  for (const [index, call] of whole.entries()) {
    const [opening, ...fragments] = deltas.filter((delta) => delta.index === index);
    assert.match(opening.id, /^call_\w+$/);
    assert.deepEqual([opening.type, opening.function.name], ["function", "get_weather"]);
    assert.ok(fragments.length > 3);
    assert.ok(fragments.every((fragment) => !("id" in fragment) && !("name" in fragment.function)));
    const pieces = [opening, ...fragments].map((delta) => delta.function.arguments);
    assert.equal(pieces.join(""), call.function.arguments);
  }
});

test("whole calls come without content and with distinct ids", async () => {
  const { choices } = await completions.create({
    model,
    messages: user("What is the weather in Paris and London?"),
    tools: [weather],
  });
  const [{ message, finish_reason }] = choices;
  assert.deepEqual([message.content, finish_reason], [null, "tool_calls"]);
  assert.equal(new Set(message.tool_calls.map((call) => call.id)).size, 2);
  assert.ok(message.tool_calls.every((call) => call.type === "function"));
});

test("tool_choice and parallel_tool_calls decide who is called", async () => {
  const tools = [weather, clock];
  const about = (content, rest) => calls({ messages: user(content), tools, ...rest });
  assert.deepEqual(names(await about("Tell me a story")), []);
  assert.deepEqual(names(await about("What is the weather?")), ["get_weather"]);
  assert.deepEqual(names(await about("Weather and time, please")), ["get_weather", "get_time"]);
  assert.deepEqual(names(await about("Weather", { tool_choice: "none" })), []);
  assert.deepEqual(names(await about("A story", { tool_choice: "required" })), ["get_weather"]);
  const tool_choice = { type: "function", function: { name: "get_time" } };
  assert.deepEqual(names(await about("A story", { tool_choice })), ["get_time"]);
  const parallel_tool_calls = false;
  assert.equal((await about("Weather in Paris and Rome", { parallel_tool_calls })).length, 1);
});

test("a call cut off by max_tokens ends with its reason", async () => {
  const { choices, usage } = await completions.create({
    model,
    messages: user("What is the weather in Paris?"),
    tools: [weather],
    max_tokens: 3,
  });
  assert.equal(choices[0].finish_reason, "length");
  assert.equal(usage.completion_tokens, 3);
});

test("the conversation goes on after a tool's answer", async () => {
  const [call] = await calls({ messages: user("What is the weather in Oslo?"), tools: [weather] });
  const messages = [
    ...user("What is the weather in Oslo?"),
    { role: "assistant", content: null, tool_calls: [call] },
    { role: "tool", tool_call_id: call.id, content: [{ type: "text", text: "snow" }] },
    { role: "assistant", content: "It snows." },
    ...user("echo: and now this"),
  ];
  const { choices } = await completions.create({ model, messages, tools: [weather] });
  assert.equal(choices[0].message.content, "and now this");
});

for (const [what, messages, param] of [
  [
    "a tool's answer nobody asked for",
    [...user("Hi"), { role: "tool", tool_call_id: "call_1", content: "x" }],
    "messages[1].tool_call_id",
  ],
  [
    "a call without its answer",
    [
      ...user("Hi"),
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "call_1", type: "function", function: { name: "f", arguments: "{}" } }],
      },
      ...user("Well?"),
    ],
    "messages",
  ],
]) {
  test(`${what} is refused`, async () => {
    const error = await completions.create({ model, messages }).catch((error) => error);
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.deepEqual([error.type, error.param], ["invalid_request_error", param]);
  });
}
