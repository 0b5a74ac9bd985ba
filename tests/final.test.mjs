/** `finalChatCompletion()`: the whole answer of a stream, put together without its chunks. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "brivionix";
import Official from "openai";
import { startSimulator } from "./support/simulator.mjs";

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator?.stop());

const REQUEST = { model: "gpt-5.4-mini", messages: [{ role: "user", content: "x" }], stream: true };
const DONE = "data: [DONE]\n\n";

/** A client whose every request is answered with these chunks, `size` bytes a read. */
function replay(Client, chunks, { size = 1e9, end = DONE } = {}) {
  const events = chunks.map((chunk) => (typeof chunk === "string" ? chunk : JSON.stringify(chunk)));
  const bytes = new TextEncoder().encode(events.map((data) => `data: ${data}\n\n`).join("") + end);
  const fetch = async () => {
    let at = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(at, at + size));
        at += size;
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  return new Client({ apiKey: "k", baseURL: "http://x.invalid/v1", fetch, maxRetries: 0 });
}

const final = async (client, request = REQUEST) =>
  (await client.chat.completions.create(request)).finalChatCompletion();

const theirFinal = (client, request = REQUEST) =>
  client.chat.completions.stream(request).finalChatCompletion();

/** A chunk as the API sends it. */
const chunk = (choices, more) => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices,
  ...more,
});
const choice = (delta, more) => ({ index: 0, delta, finish_reason: null, ...more });
const say = (delta, more) => chunk([choice(delta, more)]);
const finish = (reason = "stop") => say({}, { finish_reason: reason });
const call = (...tool_calls) => say({ tool_calls });
const role = say({ role: "assistant", content: "" });
const messageOf = async (chunks, options) =>
  (await final(replay(OpenAI, chunks, options))).choices[0].message;

const LIKE_THE_OFFICIAL_CLIENT = {
  "a text": [role, say({ content: "Hel" }), say({ content: "lo" }), finish()],
  "a text with everything to escape": [
    role,
    say({ content: 'a "quoted" \\ \n ' }),
    say({ content: "日本語 🌍" }),
    say({ content: "\ud83d" }),
    say({ content: "\ude00 \ud83d" }),
    finish(),
  ],
  "usage in the last chunk": [
    role,
    say({ content: "a" }),
    finish(),
    chunk([], { usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }),
  ],
  "several choices that take turns": [
    chunk([0, 1, 2].map((index) => ({ index, delta: { role: "assistant" }, finish_reason: null }))),
    ...[0, 1, 2, 0, 1, 2].map((index) =>
      chunk([{ index, delta: { content: `${index}` }, finish_reason: null }]),
    ),
    ...[0, 1, 2].map((index) => chunk([{ index, delta: {}, finish_reason: "stop" }])),
  ],
  "a refusal": [role, say({ refusal: "I " }), say({ refusal: "won't" }), finish()],
  "log probabilities": [
    role,
    ...["a", "b", "c"].map((token) =>
      say(
        { content: token },
        {
          logprobs: {
            content: [{ token, logprob: -1, bytes: [1], top_logprobs: [] }],
            refusal: null,
          },
        },
      ),
    ),
    finish(),
  ],
  "parallel tool calls": [
    say({ role: "assistant", content: null }),
    call({ index: 0, id: "call_a", type: "function", function: { name: "f", arguments: "" } }),
    call({ index: 0, function: { arguments: '{"a' } }),
    call({ index: 0, function: { arguments: '":1}' } }),
    call({ index: 1, id: "call_b", type: "function", function: { name: "g", arguments: "" } }),
    call({ index: 1, function: { arguments: "{" } }, { index: 0, function: { arguments: " " } }),
    call({ index: 1, function: { arguments: "}" } }),
    finish("tool_calls"),
  ],
  "a legacy function call": [
    say({ role: "assistant", content: null, function_call: { name: "f", arguments: "" } }),
    say({ function_call: { arguments: '{"a":' } }),
    say({ function_call: { arguments: "1}" } }),
    finish("function_call"),
  ],
  "a call of a custom tool": [
    say({ role: "assistant", content: null }),
    call({ index: 0, id: "a", type: "custom", custom: { name: "f", input: "" } }),
    call({ index: 0, custom: { input: "free " } }),
    call({ index: 0, custom: { input: "text" } }),
    finish("tool_calls"),
  ],
  audio: [
    say({ role: "assistant", audio: { id: "a", data: "AA", transcript: "Hel" } }),
    say({ audio: { data: "BB", transcript: "lo" } }),
    say({ audio: { expires_at: 7 } }),
    finish(),
  ],
  "members nobody has heard of, at every level": [
    chunk([choice({ role: "assistant", x: { deep: [1] } }, { y: "z" })], { w: 1e300, v: null }),
    say({ content: "a" }, { y: "later" }),
    chunk([], { w: 2, v: 12345678901234567890n.toString() }),
    finish(),
  ],
  "members that change from chunk to chunk and back": [
    chunk([choice({ role: "assistant" })], { created: 1 }),
    ...[2, 2, 2, 3, 3, 3, 2, 2].map((created) => ({ ...say({ content: "a" }), created })),
    { ...finish(), created: 2 },
  ],
};

for (const [name, chunks] of Object.entries(LIKE_THE_OFFICIAL_CLIENT)) {
  test(`like the official client: ${name}`, async () => {
    const theirs = await theirFinal(replay(Official, chunks));
    const expected = JSON.parse(JSON.stringify(theirs));
    // Their helper adds what only it parses.
    for (const { message } of expected.choices) delete message.parsed;
    for (const size of [1e9, 100, 7, 1]) {
      assert.deepEqual(await final(replay(OpenAI, chunks, { size })), expected, `${size} a read`);
    }
  });
}

test("with the simulator, the answer is that of the official client", async () => {
  const options = { apiKey: "sk-test", baseURL: `${simulator.url}/v1`, maxRetries: 0 };
  for (const more of [
    { n: 3 },
    { logprobs: true },
    { max_tokens: 5 },
    { stream_options: { include_usage: true } },
  ]) {
    const content = "Tell me something long";
    const request = { ...REQUEST, messages: [{ role: "user", content }], seed: 3, ...more };
    const [theirs, ours] = [
      await theirFinal(new Official(options), request),
      await final(new OpenAI(options), request),
    ];
    for (const completion of [theirs, ours]) {
      assert.match(completion.id, /./);
      for (const key of ["id", "created", "obfuscation"]) delete completion[key];
      for (const { message } of completion.choices) delete message.parsed;
    }
    assert.deepEqual(ours, JSON.parse(JSON.stringify(theirs)));
  }
});

const f = (more) => ({ type: "function", function: { name: "f", arguments: "{}" }, ...more });

test("a null takes nothing away from a list", async () => {
  const details = (text) => [{ type: "reasoning.text", text }];
  const chunks = [
    role,
    say({ reasoning_details: details("Hm."), annotations: [{ n: 1 }] }),
    say({ content: "a", reasoning_details: null, annotations: null }),
    say({ content: "b", reasoning_details: details("Ah."), annotations: null }),
    finish(),
  ];
  for (const size of [1e9, 7]) {
    const { message } = (await final(replay(OpenAI, chunks, { size }))).choices[0];
    assert.deepEqual(message.reasoning_details, [...details("Hm."), ...details("Ah.")]);
    assert.deepEqual(message.annotations, [{ n: 1 }]);
  }
});

/** Streams of other servers, and the tool calls that they mean: `[id, name, arguments]`. */
const TOOL_CALLS = {
  "without an index": [
    [call(f({ id: "a" })), call({ function: { arguments: " " } }), call(f({ id: "b" }))],
    [
      ["a", "f", "{} "],
      ["b", "f", "{}"],
    ],
  ],
  "all with index 0": [
    [call(f({ index: 0, id: "a" })), call(f({ index: 0, id: "b" }))],
    [
      ["a", "f", "{}"],
      ["b", "f", "{}"],
    ],
  ],
  "with id and name in every chunk": [
    [call(f({ index: 0, id: "a" })), call(f({ index: 0, id: "a" }))],
    [["a", "f", "{}{}"]],
  ],
  "with null where there is nothing new": [
    [
      call(f({ index: 0, id: "a" })),
      call({ index: 0, id: null, type: null, function: { name: null, arguments: "1" } }),
    ],
    [["a", "f", "{}1"]],
  ],
  "with a name in pieces": [
    [
      call({ index: 0, id: "a", function: { name: "get_", arguments: "" } }),
      call({ index: 0, function: { name: "weather", arguments: "{}" } }),
    ],
    [["a", "get_weather", "{}"]],
  ],
  "with arguments that are no text": [
    [call({ index: 0, id: "a", function: { name: "f", arguments: { a: ['"\\', 1] } } })],
    [["a", "f", '{"a":["\\"\\\\",1]}']],
  ],
  "that is no array": [[say({ tool_calls: f({ id: "a" }) })], [["a", "f", "{}"]]],
};

for (const [name, [chunks, expected]] of Object.entries(TOOL_CALLS)) {
  test(`a tool call ${name}`, async () => {
    const { tool_calls } = await messageOf([...chunks, finish("tool_calls")]);
    assert.deepEqual(
      tool_calls.map(({ id, type, function: { name, arguments: text } }) => {
        assert.equal(type, "function");
        return [id, name, text];
      }),
      expected,
    );
  });
}

test("reasoning texts and unknown lists grow; a null takes nothing away", async () => {
  const message = await messageOf([
    say({ role: "assistant", reasoning_content: "a", reasoning: "c", list: [1], kept: 1 }),
    say({ reasoning_content: "b", reasoning: "d", list: [2], kept: null, content: null }),
    finish(),
  ]);
  const { reasoning_content, reasoning, list, kept } = message;
  assert.deepEqual([reasoning_content, reasoning, list, kept], ["ab", "cd", [1, 2], 1]);
});

test("a server cannot reach a prototype", async () => {
  const raw = (delta) =>
    `{"choices":[{"index":0,"delta":${delta},"__proto__":{"x":1}}],"__proto__":{"x":1}}`;
  const chunks = [
    raw('{"__proto__":{"x":1},"content":"a","constructor":{"prototype":{"x":1}}}'),
    raw(
      '{"tool_calls":[{"index":0,"id":"a","__proto__":{"x":1},"function":{"__proto__":{"x":1}}}]}',
    ),
    finish(),
  ];
  const completion = await final(replay(OpenAI, chunks));
  assert.equal({}.x, undefined);
  const { message } = completion.choices[0];
  for (const object of [
    completion,
    completion.choices[0],
    message,
    message.tool_calls[0].function,
  ]) {
    assert.equal(Object.getPrototypeOf(object), Object.prototype);
    assert.deepEqual(Object.getOwnPropertyDescriptor(object, "__proto__").value, { x: 1 });
  }
});

test("members of a kind that nobody expects end in an answer", async () => {
  const chunks = [
    chunk([null, 1, choice("x"), choice(null), choice({ content: [{ text: "a" }] })]),
    say({ content: 7, tool_calls: "x", function_call: [], refusal: {} }, { logprobs: "x" }),
    say(
      { content: "b", tool_calls: [null, 1, { index: 0, id: "a", function: null }] },
      { logprobs: { content: [1] } },
    ),
    [1],
    finish(),
  ];
  const { content, tool_calls } = await messageOf(chunks);
  assert.deepEqual(content, [{ text: "a7b" }]);
  assert.equal(tool_calls.length, 1);
});

test("choices and tool calls that say nothing are not there", async () => {
  const chunks = [
    chunk([{}, { index: 1, delta: { content: "a" } }]),
    chunk([{ index: 1, delta: { tool_calls: [{}, f({ index: 1, id: "b" })] } }]),
    chunk([{ index: 1, delta: {}, finish_reason: "stop" }]),
  ];
  const { choices } = await final(replay(OpenAI, chunks));
  assert.equal(choices.length, 1);
  assert.equal(choices[0].message.content, "a");
  assert.deepEqual(
    choices[0].message.tool_calls.map(({ id }) => id),
    ["b"],
  );
});

test("a stream that breaks off gives no answer but a typed error", async () => {
  const cut = replay(OpenAI, [role, say({ content: "a" })], { end: "" });
  await assert.rejects(final(cut), OpenAI.APIConnectionError);
  const unfinished = replay(OpenAI, [role, say({ content: "a" })]);
  await assert.rejects(final(unfinished), { constructor: OpenAI.OpenAIError });
  await assert.rejects(final(replay(OpenAI, [])), { constructor: OpenAI.OpenAIError });
  const wrong = replay(OpenAI, [role, { error: { message: "overloaded" } }]);
  await assert.rejects(final(wrong), OpenAI.APIError);
  const stream = await replay(OpenAI, [role, finish()]).chat.completions.create(REQUEST);
  stream.controller.abort();
  await assert.rejects(stream.finalChatCompletion(), OpenAI.APIUserAbortError);
  await assert.rejects(stream.finalChatCompletion(), { constructor: OpenAI.OpenAIError });
});

for (const size of [1e9, 4096]) {
  test(`an answer of megabytes through stream(), ${size} bytes a read`, async () => {
    const pieces = Array.from({ length: 3000 }, (_, at) => `${at} `.repeat(100));
    const chunks = [role, ...pieces.map((content) => say({ content })), finish()];
    const runner = replay(OpenAI, chunks, { size }).chat.completions.stream(REQUEST);
    let asked = 0;
    const ask = setInterval(() => {
      const message = runner.currentChatCompletionSnapshot?.choices?.[0].message;
      asked = Math.max(asked, message?.content?.length ?? 0);
    });
    const { choices } = await runner.finalChatCompletion().finally(() => clearInterval(ask));
    const text = pieces.join("");
    assert.ok(choices[0].message.content === text, "nothing is missing and nothing comes twice");
    assert.equal(runner.currentChatCompletionSnapshot?.choices[0].message.content ?? text, text);
    assert.ok(asked <= text.length);
  });
}

test("a million characters in small chunks, two calls in turns", async () => {
  const piece = (index) => call({ index, function: { arguments: "x".repeat(50) } });
  const chunks = [call(f({ index: 0, id: "a" }), f({ index: 1, id: "b" }))];
  for (let turn = 0; turn < 10_000; turn++) chunks.push(piece(0), piece(1));
  const { tool_calls } = await messageOf([...chunks, finish("tool_calls")], { size: 4096 });
  for (const call of tool_calls) assert.equal(call.function.arguments.length, 500_002);
});
