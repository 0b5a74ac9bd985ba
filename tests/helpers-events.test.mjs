/** The events of `stream`, `runTools` and `parse`: names, order and payloads are those of `openai`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "brivionix";
import Official from "openai";
import { zodFunction, zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import { call, chunk, finish, HANG, replay, role, say, whole } from "./support/replay.mjs";

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
async function record(runner, during) {
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
const comparable = (events) => JSON.parse(JSON.stringify(events));

const usage = chunk([], {
  usage: {
    prompt_tokens: 3,
    completion_tokens: 2,
    total_tokens: 5,
    prompt_tokens_details: { cached_tokens: 1 },
  },
});
const token = (token) => ({ token, logprob: -1, bytes: [1], top_logprobs: [] });
const texts = (text, size = 4) => text.match(new RegExp(`.{1,${size}}`, "gs")) ?? [];
const TOOL = {
  type: "function",
  function: { name: "weather", strict: true, parameters: { type: "object" } },
};
const twoCalls = [
  say({ role: "assistant", content: null }),
  call({ index: 0, id: "a", type: "function", function: { name: "weather", arguments: "" } }),
  ...texts('{"city":"Paris"}').map((text) => call({ index: 0, function: { arguments: text } })),
  call({ index: 1, id: "b", type: "function", function: { name: "weather", arguments: "" } }),
  ...texts('{"city":"Rome"}').map((text) => call({ index: 1, function: { arguments: text } })),
  finish("tool_calls"),
  usage,
];
const Steps = z.object({ steps: z.array(z.string()), total: z.number(), ok: z.boolean() });
const ANSWER = '{"steps":["add","mul\\"t"],"total":12.5,"ok":true}';
const structured = [role, ...texts(ANSWER, 3).map((content) => say({ content })), finish()];

const REQUEST = { model: "m", messages: [{ role: "user", content: "x" }] };

const SCENARIOS = {
  "a text": [[role, say({ content: "Hel" }), say({ content: "lo" }), finish(), usage]],
  "a long text": [
    [role, ...Array.from({ length: 50 }, (_, n) => say({ content: `${n} ` })), finish()],
  ],
  "several choices": [
    [
      chunk([0, 1].map((index) => ({ ...role.choices[0], index }))),
      ...[0, 1, 0, 1].map((index) => say({ content: `${index}` }, { index })),
      ...[0, 1].map((index) => say({}, { index, finish_reason: "stop" })),
    ],
    { n: 2 },
  ],
  "a refusal": [[role, say({ refusal: "I " }), say({ refusal: "won't" }), finish()]],
  "log probabilities": [
    [
      role,
      ...["a", "b"].map((content) =>
        say({ content }, { logprobs: { content: [token(content)], refusal: null } }),
      ),
      finish(),
    ],
  ],
  "log probabilities of a refusal": [
    [
      role,
      ...["a", "b"].map((refusal) =>
        say({ refusal }, { logprobs: { content: null, refusal: [token(refusal)] } }),
      ),
      finish(),
    ],
  ],
  "tool calls": [twoCalls],
  "tool calls that are parsed": [twoCalls, { tools: [TOOL] }],
  "tool calls after a text": [[role, say({ content: "Let me see." }), ...twoCalls.slice(1)]],
  "a custom tool": [
    [
      say({ role: "assistant", content: null }),
      call({ index: 0, id: "a", type: "custom", custom: { name: "f", input: "" } }),
      call({ index: 0, custom: { input: "free" } }),
      finish("tool_calls"),
    ],
  ],
  "a structured answer": [structured, { response_format: zodResponseFormat(Steps, "steps") }],
  "a structured answer by a JSON Schema": [
    structured,
    { response_format: { type: "json_schema", json_schema: { name: "a", schema: {} } } },
  ],
  "a structured answer that is refused": [
    [role, say({ refusal: "no" }), finish()],
    { response_format: zodResponseFormat(Steps, "steps") },
  ],
  "a structured answer that is cut off": [
    [...structured.slice(0, 5), finish("length")],
    { response_format: zodResponseFormat(Steps, "steps") },
  ],
  "a structured answer that is withheld": [
    [...structured.slice(0, 5), finish("content_filter")],
    { response_format: zodResponseFormat(Steps, "steps") },
  ],
  "a structured answer that does not fit": [
    [role, say({ content: '{"steps":1}' }), finish()],
    { response_format: zodResponseFormat(Steps, "steps") },
  ],
  "a text that is cut off": [[role, say({ content: "Hel" }), finish("length")]],
  "a text that is withheld": [[role, say({ content: "Hel" }), finish("content_filter")]],
  "no text at all": [[role, finish()]],
  "a refusal of one choice of several": [
    [
      chunk([0, 1].map((index) => ({ ...role.choices[0], index }))),
      say({ content: "yes" }, { index: 0 }),
      say({ refusal: "no" }, { index: 1 }),
      ...[1, 0].map((index) => say({}, { index, finish_reason: "stop" })),
      usage,
    ],
    { n: 2 },
  ],
  "structured answers of several choices": [
    [
      chunk([0, 1].map((index) => ({ ...role.choices[0], index }))),
      ...texts(ANSWER, 9).flatMap((content) => [0, 1].map((index) => say({ content }, { index }))),
      ...[0, 1].map((index) => say({}, { index, finish_reason: "stop" })),
    ],
    { n: 2, response_format: zodResponseFormat(Steps, "steps") },
  ],
  "tool calls by a schema": [
    twoCalls,
    { tools: [zodFunction({ name: "weather", parameters: z.object({ city: z.string() }) })] },
  ],
  "tool calls by a schema that do not fit": [
    twoCalls,
    { tools: [zodFunction({ name: "weather", parameters: z.object({ city: z.number() }) })] },
  ],
  "tool calls that are cut off": [[...twoCalls.slice(0, 4), finish("length")], { tools: [TOOL] }],
  "tool calls that are interleaved": [
    [
      say({ role: "assistant", content: null }),
      ...[0, 1].map((index) =>
        call({ index, id: `${index}`, type: "function", function: { name: "f", arguments: "" } }),
      ),
      ...[0, 1, 0, 1].map((index) => call({ index, function: { arguments: "1" } })),
      finish("tool_calls"),
    ],
  ],
  "a call of a function in the old way": [
    [
      say({ role: "assistant", content: null, function_call: { name: "f", arguments: "" } }),
      say({ function_call: { arguments: "{}" } }),
      finish("function_call"),
    ],
  ],
  "spoken words": [
    [
      say({ role: "assistant", audio: { id: "audio_1", transcript: "Hel" } }),
      say({ audio: { transcript: "lo" } }),
      ...["AAAA", "BBBB"].map((data) => say({ audio: { data } })),
      say({ audio: { expires_at: 7 } }),
      finish(),
      usage,
    ],
  ],
  "spoken words with a text": [
    [
      role,
      say({ content: "Hel", audio: { id: "audio_1", data: "AAAA", transcript: "Hel" } }),
      say({ content: "lo", audio: { data: "BBBB", transcript: "lo", expires_at: 7 } }),
      finish(),
    ],
  ],
  "spoken words that only end": [
    [
      say({ role: "assistant", audio: { id: "audio_1", data: "AAAA", transcript: "Hello" } }),
      say({ audio: { expires_at: 7 } }),
      usage,
    ],
  ],
  "an end without a finish": [[role, say({ content: "Hel" })]],
  "an error in the middle": [
    [role, say({ content: "Hel" }), { error: { message: "overloaded", type: "server_error" } }],
  ],
};

for (const [name, [chunks, more]] of Object.entries(SCENARIOS)) {
  test(`stream: ${name}`, async () => {
    const [ours, theirs] = await Promise.all(
      [OpenAI, Official].map((Client) =>
        record(replay(Client, [chunks]).chat.completions.stream({ ...REQUEST, ...more })),
      ),
    );
    assert.deepEqual(comparable(ours), comparable(theirs));
    assert.ok(ours.some(([event]) => event === "end"));
  });
}

test("stream: an abort in the middle", async () => {
  const chunks = [role, say({ content: "Hel" }), say({ content: "lo" }), HANG];
  const [ours, theirs] = await Promise.all(
    [OpenAI, Official].map((Client) => {
      const runner = replay(Client, [chunks]).chat.completions.stream(REQUEST);
      const during = (event, runner) => event === "content" && setTimeout(() => runner.abort(), 50);
      return record(runner, during);
    }),
  );
  assert.deepEqual(comparable(ours), comparable(theirs));
  assert.deepEqual(ours.at(-2), ["abort", { error: "APIUserAbortError" }]);
});

test("stream: a signal that is aborted before, and one in the middle", async () => {
  for (const when of ["before", "middle"]) {
    const [ours, theirs] = await Promise.all(
      [OpenAI, Official].map((Client) => {
        const controller = new AbortController();
        if (when === "before") controller.abort();
        const { completions } = replay(Client, [[role, say({ content: "Hel" }), HANG]]).chat;
        const runner = completions.stream(REQUEST, { signal: controller.signal });
        return record(runner, (event) => event === "content" && controller.abort());
      }),
    );
    assert.deepEqual(comparable(ours), comparable(theirs));
    assert.deepEqual(ours.at(-2), ["abort", { error: "APIUserAbortError" }]);
  }
});

test("stream: a server that refuses, and a connection that breaks", async () => {
  const refuse = () => Response.json({ error: { message: "overloaded" } }, { status: 503 });
  const breakOff = () => {
    const events = [role, say({ content: "Hel" })].map((it) => `data: ${JSON.stringify(it)}\n\n`);
    const encoder = new TextEncoder();
    const body = new ReadableStream({
      pull(controller) {
        const event = events.shift();
        if (event) controller.enqueue(encoder.encode(event));
        else controller.error(new TypeError("terminated"));
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  for (const answer of [refuse, breakOff]) {
    const [ours, theirs] = await Promise.all(
      [OpenAI, Official].map((Client) => {
        const options = { apiKey: "k", baseURL: "http://x.invalid/v1", maxRetries: 0 };
        const client = new Client({ ...options, fetch: async () => answer() });
        return record(client.chat.completions.stream(REQUEST));
      }),
    );
    const names = (events) => events.map(([name]) => name);
    assert.deepEqual(names(ours), names(theirs));
    assert.deepEqual(names(ours).slice(-2), ["error", "end"]);
  }
});

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
