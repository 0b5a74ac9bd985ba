/** Tool runs: events, requests and outcomes are those of `openai`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "brivionix";
import Official from "openai";
import { zodFunction, zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import { comparable, record, texts } from "./support/events.mjs";
import { replay, whole } from "./support/replay.mjs";

const REQUEST = { model: "m", messages: [{ role: "user", content: "x" }] };
const Steps = z.object({ steps: z.array(z.string()), total: z.number(), ok: z.boolean() });
const ANSWER = '{"steps":["add","mul\\"t"],"total":12.5,"ok":true}';
const calls = (...calls) =>
  whole(
    {
      tool_calls: calls.map(([name, text], at) => ({
        id: `call_${at}`,
        type: "function",
        function: { name, arguments: text },
      })),
    },
    "tool_calls",
  );
const answer = whole({ content: "Sunny." });
const weather = (more) => ({
  type: "function",
  function: {
    name: "weather",
    description: "Tells the weather.",
    parameters: { type: "object", properties: { city: { type: "string" } } },
    parse: JSON.parse,
    function: async ({ city }) => ({ city, sky: "blue" }),
    ...more,
  },
});
const zodWeather = zodFunction({
  name: "weather",
  description: "Tells the weather.",
  parameters: z.object({ city: z.string() }),
  function: ({ city }) => `${city}: blue`,
});
const PARIS = ["weather", '{"city":"Paris"}'];
const ROME = ["weather", '{"city":"Rome"}'];
const RUNS = {
  "one call": [[calls(PARIS), answer], { tools: [weather()] }],
  "no call": [[answer], { tools: [weather()] }],
  "calls at the same time": [[calls(PARIS, ROME), answer], { tools: [weather()] }],
  "calls one by one": [
    [calls(PARIS, ROME), answer],
    { tools: [weather()], parallel_tool_calls: false },
  ],
  "one function alone": [
    [calls(PARIS), answer],
    { tools: [weather()], tool_choice: { type: "function", function: { name: "weather" } } },
  ],
  "another function than the one asked for": [
    [calls(["time", "{}"]), calls(PARIS), answer],
    {
      tools: [weather(), weather({ name: "time" })],
      tool_choice: { type: "function", function: { name: "weather" } },
    },
  ],
  "a function that is unknown": [
    [calls(["wether", "{}"]), calls(PARIS), answer],
    { tools: [weather()] },
  ],
  "arguments that are no JSON": [
    [calls(["weather", "Paris"]), answer],
    {
      tools: [
        weather({
          parse: () => {
            throw new Error("no JSON");
          },
        }),
      ],
    },
  ],
  "no parse": [
    [calls(PARIS), answer],
    { tools: [weather({ parse: undefined, function: (text) => text })] },
  ],
  "nothing returned": [[calls(PARIS), answer], { tools: [weather({ function: () => {} })] }],
  "a function that throws": [
    [calls(PARIS), answer],
    {
      tools: [
        weather({
          function: () => {
            throw new Error("down");
          },
        }),
      ],
    },
  ],
  "a limit": [[calls(PARIS)], { tools: [weather()] }, { maxChatCompletions: 3 }],
  "a function by a schema": [[calls(PARIS), answer], { tools: [zodWeather] }],
  "arguments that do not fit the schema": [
    [calls(["weather", '{"city":5}']), calls(PARIS), answer],
    { tools: [zodWeather] },
  ],
  "a structured answer": [
    [calls(PARIS), whole({ content: ANSWER })],
    { tools: [weather()], response_format: zodResponseFormat(Steps, "steps") },
  ],
  "an answer that is cut off": [[whole({ content: "Sun" }, "length")], { tools: [weather()] }],
  "two functions at the same time": [
    [calls(PARIS, ["time", "{}"], ROME), answer],
    { tools: [weather(), weather({ name: "time", function: () => "noon" })] },
  ],
  "one that throws among several": [
    [calls(PARIS, ["time", "{}"]), answer],
    {
      tools: [
        weather(),
        weather({
          name: "time",
          function: async () => {
            throw new Error("down");
          },
        }),
      ],
    },
  ],
  "one that throws among several, one by one": [
    [calls(PARIS, ["time", "{}"], ROME), answer],
    {
      parallel_tool_calls: false,
      tools: [
        weather(),
        weather({
          name: "time",
          function: async () => {
            throw new Error("down");
          },
        }),
      ],
    },
  ],
  "something thrown that is no error": [
    [calls(PARIS), answer],
    {
      tools: [
        weather({
          parse: () => {
            throw "no JSON";
          },
        }),
      ],
    },
  ],
  "a parse that takes its time": [
    [calls(PARIS), answer],
    { tools: [weather({ parse: async (text) => JSON.parse(text) })] },
  ],
  "a name of its own": [
    [calls(["weather", "{}"]), answer],
    {
      tools: [
        {
          type: "function",
          function: { function: function weather() {}, parameters: { type: "object" } },
        },
      ],
    },
  ],
  "one function alone, called twice": [
    [calls(PARIS, ROME), answer],
    { tools: [weather()], tool_choice: { type: "function", function: { name: "weather" } } },
  ],
  "a tool that is needed": [
    [calls(PARIS), answer],
    { tools: [weather()], tool_choice: "required" },
  ],
  "an abort while a function runs": [
    [calls(PARIS), answer],
    {
      tools: [
        weather({
          function: async (_, runner) => {
            runner.abort();
            return "late";
          },
        }),
      ],
    },
  ],
  "an abort after a round": [
    [calls(PARIS), answer],
    { tools: [weather()] },
    { afterCompletion: (_, runner) => runner.abort() },
  ],
  "a round that is not to go on": [
    [calls(PARIS), answer],
    { tools: [weather()] },
    {
      afterCompletion() {
        throw new Error("enough");
      },
    },
  ],
  "a refusal": [[whole({ refusal: "no" })], { tools: [weather()] }],
  "a text beside the calls": [
    [{ ...calls(PARIS), choices: [withText(calls(PARIS), "Let me see.")] }, answer],
    { tools: [weather()] },
  ],
};

function withText({ choices: [choice] }, content) {
  return { ...choice, message: { ...choice.message, content } };
}

/** A whole completion as the chunks of a stream. */
function toChunks({ choices: [{ message, finish_reason }], usage, ...rest }) {
  const part = (delta, more) => ({
    ...rest,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...more }],
  });
  return [
    part({ role: "assistant", content: message.content && "" }),
    ...texts(message.content ?? "").map((content) => part({ content })),
    ...texts(message.refusal ?? "").map((refusal) => part({ refusal })),
    ...(message.tool_calls ?? []).flatMap(
      ({ function: { name, arguments: text }, ...call }, index) => [
        part({ tool_calls: [{ index, ...call, function: { name, arguments: "" } }] }),
        ...texts(text).map((text) =>
          part({ tool_calls: [{ index, function: { arguments: text } }] }),
        ),
      ],
    ),
    part({}, { finish_reason }),
    { ...rest, object: "chat.completion.chunk", choices: [], usage },
  ].filter(Boolean);
}

/** What the promises of a runner come to. */
async function outcome(runner) {
  const settled = await Promise.allSettled([
    runner.finalContent(),
    runner.finalMessage(),
    runner.finalChatCompletion(),
    runner.finalFunctionToolCall(),
    runner.finalFunctionToolCallResult(),
    runner.totalUsage(),
    runner.done(),
  ]);
  const flags = [runner.ended, runner.errored, runner.aborted, runner.allChatCompletions().length];
  return [...settled.map(({ status, value }) => [status, value]), flags];
}

for (const [name, [answers, params, options]] of Object.entries(RUNS)) {
  for (const stream of [false, true]) {
    test(`runTools${stream ? " streamed" : ""}: ${name}`, async () => {
      const all = stream ? answers.map(toChunks) : answers;
      const [ours, theirs] = await Promise.all(
        [OpenAI, Official].map(async (Client) => {
          const requests = [];
          const { completions } = replay(Client, all, requests).chat;
          const runner = completions.runTools({ ...REQUEST, ...params, stream }, options);
          const events = await record(runner);
          return { events, requests, messages: runner.messages, outcome: await outcome(runner) };
        }),
      );
      assert.deepEqual(comparable(ours), comparable(theirs));
      assert.ok(ours.requests.length > 0);
    });
  }
}
