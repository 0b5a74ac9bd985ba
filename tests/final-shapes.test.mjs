/** The whole answer of streams whose chunks are JSON, but spelt or shaped as few servers do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "brivionix";

const REQUEST = { model: "m", messages: [{ role: "user", content: "x" }], stream: true };
const FINISH = '{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}';

/** A client whose every request is answered with these chunks. */
function replay(chunks) {
  const events = chunks.map((chunk) => (typeof chunk === "string" ? chunk : JSON.stringify(chunk)));
  const body = [...events, "[DONE]"].map((data) => `data: ${data}\n\n`).join("");
  const headers = { "content-type": "text/event-stream" };
  const fetch = async () => new Response(body, { headers });
  return new OpenAI({ apiKey: "k", baseURL: "http://x.invalid/v1", fetch, maxRetries: 0 });
}

const say = (delta, more) => ({ choices: [{ index: 0, delta, ...more }] });

/** The final completion, from whoever waits for it and from whoever watches each chunk. */
async function finals(chunks) {
  const stream = await replay(chunks).chat.completions.create(REQUEST);
  const runner = replay(chunks).chat.completions.stream(REQUEST);
  runner.on("chunk", () => {});
  const watched = await runner.finalChatCompletion();
  for (const { message } of watched.choices) delete message.parsed;
  return [await stream.finalChatCompletion(), watched];
}

const inDelta = (members) => `{"choices":[{"index":0,"delta":${members}}]}`;
const inCall = (members) => inDelta(`{"tool_calls":[${members}]}`);

/** Chunks that `JSON.parse` makes something else of than a reader of bytes might. */
const SPELLINGS = {
  "a text that stands twice": [inDelta('{"content":"a","content":"b"}')],
  "a text that a null follows": [inDelta('{"content":"a","content":null}')],
  "choices that stand twice": [
    '{"choices":[{"index":0,"delta":{"content":"a"}}],"choices":[{"index":0,"delta":{"content":"b"}}]}',
  ],
  "a delta that stands twice": [
    '{"choices":[{"index":0,"delta":{"content":"a","x":1},"delta":{"refusal":"b"}}]}',
  ],
  "an index that stands twice": [
    '{"choices":[{"index":1,"delta":{"content":"a"},"index":0}]}',
    inCall('{"index":3,"index":0,"id":"a","id":"b","function":{"name":"f"}}'),
    inCall('{"index":0,"function":{"arguments":"{}"}}'),
  ],
  "tool calls that stand twice": [
    inDelta('{"tool_calls":[{"index":0,"id":"a"}],"tool_calls":[{"index":1,"id":"b"}]}'),
  ],
  "a function that stands twice": [
    inCall('{"index":0,"id":"a","function":{"name":"f"},"function":{"name":"g"}}'),
    inCall('{"index":0,"function":{"arguments":"1","arguments":"2","name":"g","name":null}}'),
  ],
  "a list that stands twice": [inDelta('{"x":[1],"x":[2]}'), inDelta('{"x":[3],"y":2,"y":null}')],
  "names beyond ASCII, with escapes and without": [
    inDelta('{"é":[1],"ä":1}'),
    inDelta(String.raw`{"\u00e9":[2],"\u00e4":2}`),
    inDelta('{"é":[3],"ä":1}'),
  ],
  "names with escapes": [
    String.raw`{"\u0063hoices":[{"\u0069ndex":0,"\u0064elta":{"conten\u0074":"a \u0062 \u005c\u0022"}}]}`,
    inDelta(String.raw`{"content":"\\u0063","x\u0079":1,"\u0022\u005c":2}`),
    inDelta(String.raw`{"conten\u0074":"d","content":"e"}`),
    inDelta(
      String.raw`{"tool_cal\u006cs":[{"i\u0064":"a","functio\u006e":{"\u0061rguments":"1"}}]}`,
    ),
  ],
};

for (const [name, chunks] of Object.entries(SPELLINGS)) {
  test(`the whole answer is that of the parsed chunks: ${name}`, async () => {
    // Once more as JavaScript spells them.
    const plain = chunks.map((chunk) => JSON.parse(chunk));
    const [expected] = await finals([...plain, FINISH]);
    for (const found of await finals([...chunks, FINISH])) assert.deepEqual(found, expected);
  });
}

test("of a text that stands twice, the last counts", async () => {
  for (const { choices } of await finals([...SPELLINGS["a text that stands twice"], FINISH])) {
    assert.equal(choices[0].message.content, "b");
  }
});

test("an index is a number, however it is spelt", async () => {
  const spellings = ["0", "-0", "0.0", "0e0", "0E+00", '"0"'];
  const parts = [
    ...spellings.map((index) => `{"choices":[{"index":${index},"delta":{"content":"a"}}]}`),
    ...["1", "1e0", "1.00", '"1"'].map((index) =>
      inCall(`{"index":${index},"function":{"name":"f","arguments":"b"}}`),
    ),
    inCall('{"index":10,"function":{"name":"g","arguments":"c"}}'),
  ];
  for (const { choices } of await finals([...parts, FINISH])) {
    assert.equal(choices.length, 1);
    const { content, tool_calls } = choices[0].message;
    assert.equal(content, "a".repeat(spellings.length));
    assert.deepEqual(
      tool_calls.map((call) => call.function.arguments),
      ["bbbb", "c"],
    );
  }
});

test("a text that turns into a list and back is part of it; nothing is lost", async () => {
  const image = { type: "image_url", image_url: { url: "data:," } };
  const chunks = [
    say({ content: "a" }),
    say({ content: "b" }),
    say({ content: [image] }),
    say({ content: "" }),
    say({ content: null }),
    say({ content: "c" }),
    say({ content: "d" }),
    say({ content: [{ type: "text", text: "e" }] }),
    say({ content: "f" }),
    say({ content: 7 }),
  ];
  const text = (text) => ({ type: "text", text });
  for (const { choices } of await finals([...chunks, FINISH])) {
    assert.deepEqual(choices[0].message.content, [text("ab"), image, text("cd"), text("ef7")]);
  }
});

test("a null takes nothing away from a text, wherever it grows", async () => {
  const chunks = [
    say({ audio: { data: "AA", transcript: "a" } }),
    say({ audio: { data: null, transcript: null } }),
    say({ tool_calls: [{ index: 0, id: "a", type: "custom", custom: { name: "f", input: "x" } }] }),
    say({ tool_calls: [{ index: 0, custom: { name: null, input: null } }] }),
  ];
  for (const { choices } of await finals([...chunks, FINISH])) {
    const { audio, tool_calls } = choices[0].message;
    assert.deepEqual(audio, { data: "AA", transcript: "a" });
    assert.deepEqual(tool_calls[0].custom, { name: "f", input: "x" });
  }
});

const NUMBERS = Array.from({ length: 20_000 }, (_, index) => index);
const TOO_MANY = {
  choices: NUMBERS.map((index) => ({ choices: [{ index, delta: { content: "a" } }] })),
  "tool calls": NUMBERS.map((index) => say({ tool_calls: [{ index, id: `c${index}` }] })),
};

for (const [name, chunks] of Object.entries(TOO_MANY)) {
  test(`more ${name} than any answer has are an error`, async () => {
    const expected = {
      constructor: OpenAI.OpenAIError,
      message: /over 1024 choices or tool calls/,
    };
    const stream = await replay(chunks).chat.completions.create(REQUEST);
    await assert.rejects(stream.finalChatCompletion(), expected);
    const runner = replay(chunks)
      .chat.completions.stream(REQUEST)
      .on("chunk", () => {});
    await assert.rejects(runner.finalChatCompletion(), expected);
  });
}

test("an answer may have as many choices as openai takes, and as many members as it likes", async () => {
  const indices = NUMBERS.slice(0, 128);
  const turn = (index) => ({ choices: [{ index, delta: { content: `${index}` } }] });
  const end = (index) => ({ choices: [{ index, delta: {}, finish_reason: "stop" }] });
  const members = Object.fromEntries(NUMBERS.map((number) => [`x${number}`, number]));
  const chunks = [say(members), ...[...indices, ...indices].map(turn), ...indices.map(end)];
  for (const { choices } of await finals(chunks)) {
    assert.deepEqual(
      choices.map(({ message }) => message.content),
      indices.map((index) => `${index}${index}`),
    );
    assert.equal(choices[0].message.x19999, 19999);
  }
});

const ODD = [
  { choices: {} },
  { choices: "abc" },
  { choices: 7 },
  { choices: [null, 1, "x", []] },
  { choices: [{}] },
  { choices: [{ index: 0 }] },
  say(null),
  say("x"),
  say([1]),
  say({ tool_calls: { id: "a", function: { name: "f", arguments: "{}" } } }),
  say({ tool_calls: [null, 1, "x", { index: "length", function: null }] }),
  say({ tool_calls: 7, content: "a" }, { logprobs: "x" }),
  say({ content: [{ text: "a" }] }, { logprobs: { content: 7 } }),
  { choices: [{ delta: { content: "b" } }] },
  { choices: { index: 0, delta: { content: "c" } } },
  [1],
  7,
];
const LISTENED = [
  "chunk",
  "content",
  "content.delta",
  "content.done",
  "tool_calls.function.arguments.delta",
  "tool_calls.function.arguments.done",
  "logprobs.content.delta",
  "logprobs.content.done",
];

for (const [at, odd] of ODD.entries()) {
  test(`listeners survive chunk ${at} of a shape that nobody expects`, async () => {
    for (const chunks of [
      [odd, FINISH],
      [odd, say({ content: "z" }), odd, FINISH],
    ]) {
      const runner = replay(chunks).chat.completions.stream(REQUEST);
      let heard = 0;
      for (const event of LISTENED) runner.on(event, () => heard++);
      const stream = await replay(chunks).chat.completions.create(REQUEST);
      const found = await runner.finalChatCompletion();
      for (const { message } of found.choices) delete message.parsed;
      assert.deepEqual(found.choices, (await stream.finalChatCompletion()).choices);
      assert.ok(heard >= chunks.length);
    }
  });
}

test("choices whose index is a text are told apart, and one that is cut off is an error", async () => {
  const chunk = (index, content, finish_reason = null) => ({
    choices: [{ index, delta: { content }, finish_reason }],
  });
  const texts = await replay([chunk("0", "a", "stop"), chunk("1", "b", "stop")])
    .chat.completions.create(REQUEST)
    .then((stream) => Array.fromAsync(stream.text()));
  assert.equal(texts.join(""), "a");
  const cut = [chunk("0", "a", "stop"), chunk("1", "b")].map((data) => JSON.stringify(data));
  const body = cut.map((data) => `data: ${data}\n\n`).join("");
  const headers = { "content-type": "text/event-stream" };
  const fetch = async () => new Response(body, { headers });
  const client = new OpenAI({ apiKey: "k", fetch, maxRetries: 0 });
  const stream = await client.chat.completions.create(REQUEST);
  await assert.rejects(Array.fromAsync(stream), OpenAI.APIConnectionError);
});

test("log probabilities stay where a later chunk has none", async () => {
  const token = (token) => ({ token, logprob: -1, bytes: [1], top_logprobs: [] });
  const logged = (text) => ({ logprobs: { content: [token(text)], refusal: null } });
  const none = { logprobs: null };
  const chunks = [
    say({ content: "a" }, logged("a")),
    say({ content: "b" }, none),
    say({ content: "c" }, logged("c")),
    say({}, { ...none, finish_reason: "stop" }),
  ];
  for (const { choices } of await finals(chunks)) {
    assert.deepEqual(choices[0].logprobs.content, [token("a"), token("c")]);
  }
});

for (const [what, more] of Object.entries({
  "no tool call": { tool_calls: [] },
  "a tool call that says nothing": { tool_calls: [{}] },
  "tool calls that are none": { tool_calls: [null, 5] },
})) {
  test(`chunks with ${what} share nothing`, async () => {
    const chunks = ["a", "b", "c", "d"].map((content) => say({ content, ...more }));
    const stream = await replay(chunks).chat.completions.create(REQUEST);
    const seen = await Array.fromAsync(stream);
    seen[1].choices[0].delta.tool_calls.push("mine");
    assert.deepEqual(seen[2].choices[0].delta.tool_calls, more.tool_calls);
  });
}

test("an answer is not lost where its usage is an odd one", async () => {
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: { a: 1 } };
  const chunk = { ...say({ role: "assistant", content: "hi" }, { finish_reason: "stop" }), usage };
  const runner = replay([chunk]).chat.completions.stream(REQUEST);
  assert.equal(await runner.finalContent(), "hi");
});

test("what somebody has put on Object.prototype does not get into chunks", async () => {
  const deltas = ["a", "b", "c"].map((content) => ({ content, tool_calls: [] }));
  const stream = await replay(deltas.map((delta) => say(delta))).chat.completions.create(REQUEST);
  const seen = [];
  Object.prototype.foo = { bar: [] };
  try {
    for await (const chunk of stream) seen.push(chunk);
  } finally {
    delete Object.prototype.foo;
  }
  assert.deepEqual(
    seen,
    deltas.map((delta) => say(delta)),
  );
});

test("what is no text and stands in place of one is spelt out each time", async () => {
  const deltas = ["a", "b", "c"].map((reasoning) => ({ content: 5, reasoning }));
  const called = ["1", "2", "3"].map((input) =>
    inCall(`{"function":{"arguments":7,"input":"${input}"}}`),
  );
  for (const { choices } of await finals([
    ...deltas.map((delta) => say(delta)),
    ...called,
    FINISH,
  ])) {
    const { content, reasoning, tool_calls } = choices[0].message;
    assert.deepEqual([content, reasoning], ["555", "abc"]);
    assert.equal(tool_calls[0].function.arguments, "777");
  }
});

test("tool calls with one id are told apart by their indexes", async () => {
  const pieces = [
    { index: 0, id: "call", type: "function", function: { name: "f", arguments: "{}" } },
    { index: 1, id: "call", type: "function", function: { name: "f", arguments: "[" } },
    { index: 1, id: "call", function: { arguments: "1]" } },
    { index: 0, function: { arguments: " " } },
    // Servers that count nothing say the id each time.
    { id: "call", function: { arguments: " " } },
  ];
  for (const { choices } of await finals([
    ...pieces.map((call) => say({ tool_calls: [call] })),
    FINISH,
  ])) {
    const parts = choices[0].message.tool_calls.map((call) => call.function.arguments);
    assert.deepEqual(parts, ["{} ", "[1] "]);
  }
});

test("a choice of an index that no counter holds is not the first", async () => {
  const chunk = (index, content) =>
    `{"choices":[{"index":${index},"delta":{"content":"${content}"},"finish_reason":"stop"}]}`;
  for (const { choices } of await finals([chunk("4294967296", "far"), chunk("0", "near")])) {
    assert.deepEqual(
      choices.map(({ message }) => message.content),
      ["near", "far"],
    );
  }
});
