/** The events of `stream`: names, order and payloads are those of `openai`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "brivionix";
import Official from "openai";
import { zodFunction, zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import { comparable, record, texts } from "./support/events.mjs";
import { call, chunk, finish, HANG, replay, role, say } from "./support/replay.mjs";

const usage = chunk([], {
  usage: {
    prompt_tokens: 3,
    completion_tokens: 2,
    total_tokens: 5,
    prompt_tokens_details: { cached_tokens: 1 },
  },
});
const token = (token) => ({ token, logprob: -1, bytes: [1], top_logprobs: [] });
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
  "texts that take turns, with empty ones and halves of characters": [
    [
      chunk([0, 1].map((index) => ({ ...role.choices[0], index }))),
      ...[0, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0].flatMap((index, at) => [
        say({ content: at % 4 === 3 ? "" : `${at}` }, { index }),
        ...["\ud83d", "\ude00"].map((content) => say({ content }, { index })),
      ]),
      ...["a", "a", "a", "b", "b", "b"].map((content) => ({
        ...say({ content }),
        system_fingerprint: content,
      })),
      ...["", "", "n", "o", ""].map((refusal) => say({ refusal }, { index: 1 })),
      ...["c", "d", "e"].map((content) => say({ content })),
      ...[0, 1].map((index) => say({}, { index, finish_reason: "stop" })),
    ],
    { n: 2 },
  ],
  "a refusal": [[role, say({ refusal: "I " }), say({ refusal: "won't" }), finish()]],
  "refusals that say nothing": [
    [role, say({ content: "Hel" }), ...Array(4).fill(say({ refusal: "" })), finish()],
  ],
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
  "log probabilities of a text, then of a refusal": [
    [
      role,
      say({ content: "a" }, { logprobs: { content: [token("a")], refusal: null } }),
      say({ refusal: "b" }, { logprobs: { content: null, refusal: [token("b")] } }),
      say({ content: "c" }, { logprobs: { content: [token("c")], refusal: null } }),
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
