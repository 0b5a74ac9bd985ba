/**
 * Streams that no server should send, and some will: through every way to read one, each comes to the
 * same text, or to a typed error.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { engine } from "../benches/soak/engine-watch.js";
import { PARAMS } from "./faults/answer.mjs";
import { orHangs } from "./support/fetches.mjs";

// Imported late, for its instance to be seen.
const { default: OpenAI } = await import("brivionix");

/** What an answer of this size may take of the engine's memory, many times over. */
const MOST_MEMORY = 64 * 1024 * 1024;

const DONE = "data: [DONE]\n\n";
const event = (json) => `data: ${json}\n\n`;
const say = (delta, more = "") =>
  event(`{"id":"c","choices":[{"index":0,"delta":${delta}${more}}]}`);
const content = (text, more = "") => say(`{"content":${JSON.stringify(text)}${more}}`);
const finish = (reason = '"stop"') => say("{}", `,"finish_reason":${reason}`);
const END = finish() + DONE;
/** A thousand choices, of which the first has text. */
const choices = Array.from({ length: 1_000 }, (_, index) => {
  const delta = index ? "{}" : '{"content":"a"}';
  return `{"index":${index},"delta":${delta},"finish_reason":"stop"}`;
});
const bytes = (...parts) =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Uint8Array.from(part))),
  );
const [before, behind] = content("a|").split("|");
const nest = (depth, open, close) =>
  content("a", `,"x":${open.repeat(depth)}1${close.repeat(depth)}`);

/** What is sent, and the text that it comes to. */
const TEXTS = {
  "a NUL in the text": [content("a\0b") + END, "a\0b"],
  "a NUL between events": [`${content("a")}\0\n\n${content("b")}${END}`, "ab"],
  "lone CRs": [(content("a") + content("b") + END).replaceAll("\n", "\r"), "ab"],
  "line ends of every kind": [`${content("a").trim()}\r\r${content("b").trim()}\n\r${END}`, "ab"],
  "arrays 10,000 deep": [nest(10_000, "[", "]") + END, "a"],
  "objects 10,000 deep": [nest(10_000, '{"a":', "}") + END, "a"],
  "arrays 500,000 deep": [nest(500_000, "[", "]") + END, "a"],
  "names of every object": [
    content("a", ',"__proto__":{"x":1},"constructor":1,"toString":2,"hasOwnProperty":3').repeat(2) +
      END,
    "aa",
  ],
  "names that JavaScript calls": [
    content("a", ',"then":1,"toJSON":2,"valueOf":3,"toString":4').repeat(2) + END,
    "aa",
  ],
  "halves of characters in a tool call": [
    content("a", `,"tool_calls":[{"index":0,"id":"\\ud800","function":{"name":"\\udc00f"}}]`) + END,
    "a",
  ],
  "numbers beyond any": [content("a", ',"x":1e999,"y":-1e999,"z":-0').repeat(2) + END, "aa"],
  "a number of 100,000 digits": [content("a", `,"x":${"9".repeat(100_000)}`) + END, "a"],
  "a finish before the text": [finish() + content("a") + DONE, "a"],
  "a finish that is a number": [content("a") + finish("5") + DONE, "a"],
  "a finish that is empty": [content("a") + finish('""') + content("b") + END, "ab"],
  "a finish that is false": [content("a") + finish("false") + content("b") + END, "ab"],
  "usage that is a list": [content("a") + event('{"choices":[],"usage":[1,2]}') + END, "a"],
  "usage that is a text": [content("a") + event('{"choices":[],"usage":"much"}') + END, "a"],
  "content that is a number": [say('{"content":5}') + content("a") + END, "a"],
  "content that is a list": [
    say('{"content":[{"type":"text","text":"x"}]}') + content("a") + END,
    "a",
  ],
  "content that is nothing in between": [
    content("a") + say('{"content":null}') + content("b") + END,
    "ab",
  ],
  "a delta that is a text": [say('"x"') + content("a") + END, "a"],
  "a delta that is a list": [say('["x"]') + content("a") + END, "a"],
  "a choice that is null": [event('{"choices":[null]}') + content("a") + END, "a"],
  "choices that are a text": [event('{"choices":"x"}') + content("a") + END, "a"],
  "events that are no objects": [
    ["[1,2]", "5", '"x"', "{}", "null"].map(event).join("") + content("a") + END,
    "a",
  ],
  "a tool call that is a text": [say('{"tool_calls":"x"}') + content("a") + END, "a"],
  "an error that is none": [
    ["false", '""', "0", "null"].map((none) => event(`{"choices":[],"error":${none}}`)).join("") +
      content("a") +
      END,
    "a",
  ],
  "half a character in escapes": [content("\ud800") + content("\udc00") + END, "\ud800\udc00"],
  "bytes that are no UTF-8": [
    bytes(before, [0xff, 0xfe, 0xc0, 0x80], behind, END),
    "a\ufffd\ufffd\ufffd\ufffd",
  ],
  "a BOM within": [content("\ufeffa\ufeff") + END, "\ufeffa\ufeff"],
  "an end in quotes": [content("a") + finish() + event('"[DONE]"') + DONE, "a"],
  "an end with a name": [`${content("a")}${finish()}event: done\n${DONE}`, "a"],
  "10,000 empty events": [`${"data:\n\n".repeat(10_000)}${content("a")}${END}`, "a"],
  "100,000 comments": [`${": x\n".repeat(100_000)}${content("a")}${END}`, "a"],
  "a million empty events": [
    `${content("a")}${"data: {}\n\n".repeat(1e6)}${content("b")}${END}`,
    "ab",
  ],
  "a comment of 10 MB": [`: ${"x".repeat(1e7)}\n${content("a")}${END}`, "a"],
  "other fields before every line": [
    (content("a") + content("b") + END).replaceAll("data:", ": c\nid: 5\nretry: 1\n:\ndata:"),
    "ab",
  ],
  "an event in 10,000 lines": [
    `data: {\n${"data:\n".repeat(10_000)}data: "choices":[]}\n\n${content("a")}${END}`,
    "a",
  ],
  "an id that becomes a number": [
    content("a") + event('{"id":5,"choices":[]}') + content("b") + END,
    "ab",
  ],
  "5,000 members of as many names": [
    Array.from({ length: 5_000 }, (_, at) => content("a", `,"k${at}":${at}`)).join("") + END,
    "a".repeat(5_000),
  ],
  "1,000 choices in one chunk": [event(`{"choices":[${choices}]}`) + DONE, "a"],
  "1,000 choices, one after the other": [
    choices.map((one) => event(`{"choices":[${one}]}`)).join("") + DONE,
    "a",
  ],
  ...Object.fromEntries(
    ["1000000000", "-1", "1.5", "1e999", '"0"', "null", "4294967296"].map((index) => {
      const call = (more) => say(`{"tool_calls":[{"index":${index},${more}}]}`);
      const begun = call('"id":"t","type":"function","function":{"name":"f","arguments":"{"}');
      const rest = call('"function":{"arguments":"}"}');
      return [
        `a tool call at ${index}`,
        [content("a") + begun + rest + finish('"tool_calls"') + DONE, "a"],
      ];
    }),
  ),
};

/** The content of the whole answer, of which nothing is lost, where it is more than the text. */
const CONTENTS = {
  "content that is a number": "5a",
  "content that is a list": [{ type: "text", text: "xa" }],
};

/** What is sent, the text before the error, and a part of its message. */
const ERRORS = {
  "a NUL that is not escaped": [content("a") + say('{"content":"\0"}') + END, "a", /not JSON/],
  "arrays without an end": [
    content("a") + say(`{"x":${"[".repeat(10_000)}`) + END,
    "a",
    /not JSON/,
  ],
  "a number with a zero before it": [content("a") + say('{"x":01}') + END, "a", /not JSON/],
  "no number": [content("a") + say('{"x":NaN}') + END, "a", /not JSON/],
  "a comma too many": [content("a") + say('{"x":1,}') + END, "a", /not JSON/],
  "something behind the JSON": [content("a") + event('{"choices":[]}x') + END, "a", /not JSON/],
  "a comment in the JSON": [content("a") + event('{"choices":[]/**/}') + END, "a", /not JSON/],
  "an end in small letters": [content("a") + finish() + event("[done]"), "a", /not JSON/],
  "an error without a word": [content("a") + event('{"error":{}}') + END, "a", /gave no reason/],
  "an error of a million letters": [
    content("a") + event(`{"error":{"message":"${"x".repeat(1e6)}"}}`),
    "a",
    /^x+$/,
  ],
};

const client = (sent) => {
  const headers = { "content-type": "text/event-stream" };
  const fetch = async () => new Response(sent, { headers });
  return new OpenAI({ apiKey: "k", baseURL: "http://x.invalid/v1", fetch, maxRetries: 0 });
};
const create = (sent) => client(sent).chat.completions.create({ ...PARAMS, stream: true });

/** What of a text has come by each way before its end. */
const ON_THE_WAY = {
  chunks: async (sent, add) => {
    for await (const chunk of await create(sent)) {
      const text = chunk?.choices?.[0]?.index === 0 && chunk.choices[0].delta?.content;
      if (typeof text === "string") add(text);
    }
  },
  "text()": async (sent, add) => {
    for await (const text of (await create(sent)).text()) add(text);
  },
  "stream(), its events": (sent, add) => {
    const on = (text) => typeof text === "string" && add(text);
    return client(sent).chat.completions.stream(PARAMS).on("content", on).done();
  },
};
const IN_THE_END = {
  "finalChatCompletion()": async (sent) => (await create(sent)).finalChatCompletion(),
  "stream()": (sent) => client(sent).chat.completions.stream(PARAMS).finalChatCompletion(),
};

async function settle(call) {
  const result = await orHangs(
    call.then(
      () => undefined,
      (error) => error,
    ),
    30_000,
  );
  assert.notEqual(result, "hangs");
  assert.ok(result === undefined || result instanceof OpenAI.OpenAIError, result);
  assert.equal(engine.decoders, 0);
  assert.ok(engine.memory.buffer.byteLength < MOST_MEMORY);
  return result;
}

for (const [name, [sent, expected, message]] of [
  ...Object.entries(TEXTS),
  ...Object.entries(ERRORS),
]) {
  for (const [way, read] of Object.entries(ON_THE_WAY)) {
    test(`${name}, by ${way}`, async () => {
      let text = "";
      const error = await settle(
        read(sent, (more) => {
          text += more;
        }),
      );
      assert.equal(text, expected);
      if (message) assert.match(error.message, message);
      else assert.equal(error, undefined);
    });
  }
  for (const [way, read] of Object.entries(IN_THE_END)) {
    test(`${name}, by ${way}`, async () => {
      let content;
      const error = await settle(
        read(sent).then(({ choices }) => ({ content } = choices[0].message)),
      );
      if (message) assert.match(error.message, message);
      else assert.deepEqual([content, error], [CONTENTS[name] ?? expected, undefined]);
    });
  }
}
