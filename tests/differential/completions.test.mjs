/** Completions and chunks of every kind, compared with `openai`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { collect, differential } from "../support/differential.mjs";
import { pngDataURL } from "../support/images.mjs";

const { compare } = differential();

const weather = {
  type: "function",
  function: {
    name: "get_weather",
    description: "Tells the weather in a city",
    parameters: {
      type: "object",
      properties: { city: { type: "string" }, unit: { enum: ["celsius", "fahrenheit"] } },
      required: ["city", "unit"],
      additionalProperties: false,
    },
  },
};

const user = (content) => [{ role: "user", content }];

const scenarios = {
  "a short answer": { messages: user("Briefly introduce Brivionix.") },
  "a long answer": { messages: user("Write something long") },
  "usage at the end": { messages: user("echo: hi"), stream_options: { include_usage: true } },
  "several choices": { messages: user("Tell me something"), n: 3 },
  "an answer cut short": { messages: user("Write something long"), max_tokens: 5 },
  "a stop sequence": { messages: user("echo: one two three"), stop: "two" },
  "log probabilities": { messages: user("echo: a b c"), logprobs: true, top_logprobs: 2 },
  "a tool call": { messages: user("What is the weather in Paris?"), tools: [weather] },
  "parallel tool calls": {
    messages: user("What is the weather in Paris, London and Tokyo?"),
    tools: [weather],
    tool_choice: "required",
  },
  "an image": {
    messages: user([
      { type: "text", text: "Describe this image." },
      { type: "image_url", image_url: { url: pngDataURL(3, 2), detail: "low" } },
    ]),
  },
  "a refusal": { messages: user("refuse please") },
  "members nobody has heard of": {
    messages: user("echo: x"),
    temperature: 0,
    metadata: { a: "b" },
    x_unknown: { deep: [null, 1, "é"] },
  },
};

/** Identity and time differ from one answer to the next; which ids are equal does not. */
function withoutIdentity(value) {
  const calls = [];
  const number = (id) => `call ${calls.includes(id) ? calls.indexOf(id) : calls.push(id) - 1}`;
  const copy = JSON.parse(JSON.stringify(value).replace(/call_\w+/g, number));
  for (const item of Array.isArray(copy) ? copy : [copy]) {
    assert.match(item.id, /./);
    delete item.id;
    delete item.created;
  }
  return copy;
}

for (const [name, params] of Object.entries(scenarios)) {
  const request = { model: "gpt-5.4-mini", seed: 7, ...params };

  test(`${name}: the completion is the same`, () =>
    compare({
      async run(client) {
        const { stream_options: _, ...plain } = request;
        return withoutIdentity(await client.chat.completions.create(plain));
      },
    }));

  test(`${name}: the chunks are the same, to the order of their members`, () =>
    compare({
      async run(client) {
        const stream = await client.chat.completions.create({ ...request, stream: true });
        const chunks = await collect(stream);
        assert.ok(chunks.length > 1);
        return withoutIdentity(chunks).map((chunk) => JSON.stringify(chunk));
      },
    }));
}
