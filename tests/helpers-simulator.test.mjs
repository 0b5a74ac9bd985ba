/** Tool runs, streams and parsed answers against the simulator: as with `openai`, on the wire and in events. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "brivionix";
import { Conversation } from "brivionix/helpers";
import Official from "openai";
import { zodFunction, zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import { startSimulator } from "./support/simulator.mjs";

const simulator = await startSimulator();
test.after(() => simulator.stop());

const EVENTS = [
  ...["connect", "content", "message", "chatCompletion", "functionToolCall"],
  ...["functionToolCallResult", "finalContent", "finalMessage", "finalChatCompletion"],
  ...["finalFunctionToolCall", "finalFunctionToolCallResult", "totalUsage", "error", "end"],
];

const weather = zodFunction({
  name: "get_weather",
  description: "Tells the weather in a city",
  parameters: z.object({ city: z.string() }),
  function: ({ city }) => `${city}: blue`,
});
const Trip = z.object({ city: z.string(), days: z.number() });
const ask = (content) => ({ model: "gpt-5.4-mini", messages: [{ role: "user", content }] });
const trip = {
  ...ask('echo: {"city":"Paris","days":3}'),
  response_format: zodResponseFormat(Trip, "trip"),
};
const RUNS = {
  "a tool run": ({ runTools }) =>
    runTools({ ...ask("What is the weather in Paris?"), tools: [weather] }),
  "a streamed tool run": ({ runTools }) =>
    runTools({ ...ask("What is the weather in Paris?"), tools: [weather], stream: true }),
  "a tool run, one call after the other": ({ runTools }) =>
    runTools({
      ...ask("What is the weather in Paris and Rome?"),
      tools: [weather],
      stream: true,
      parallel_tool_calls: false,
    }),
  "a stream": ({ stream }) => stream(ask("echo: one two three")),
  "a stream with usage": ({ stream }) =>
    stream({ ...ask("echo: one two three"), stream_options: { include_usage: true } }),
  "a parsed stream": ({ stream }) => stream(trip),
};

/** What differs from one answer to the next. */
const settle = (value) =>
  JSON.parse(JSON.stringify(value), (key, member) =>
    /^(id|created|tool_call_id|obfuscation|system_fingerprint)$/.test(key) ? "any" : member,
  );

for (const [name, start] of Object.entries(RUNS)) {
  test(`${name}: the same requests, events and outcome`, async () => {
    const found = [];
    for (const Client of [OpenAI, Official]) {
      await simulator.clearRequests();
      const baseURL = `${simulator.url}/v1`;
      const { completions } = new Client({ apiKey: "sk-test", baseURL, maxRetries: 0 }).chat;
      const events = [];
      const runner = start({
        stream: completions.stream.bind(completions),
        runTools: completions.runTools.bind(completions),
      });
      for (const event of EVENTS) {
        runner.on(event, (...args) => event !== "content" && events.push([event, ...args]));
      }
      const message = await runner.finalMessage();
      const requests = (await simulator.requests()).map(({ body }) => body);
      found.push(settle({ events, message, requests, usage: await runner.totalUsage() }));
    }
    const [ours, theirs] = found;
    assert.deepEqual(ours, theirs);
    assert.equal(ours.requests.length, name.includes("tool") ? 2 : 1);
    assert.match(ours.message.content, /three|Paris/);
  });
}

const question = { role: "user", content: "Hi" };
const asks = (...ids) => ({
  role: "assistant",
  content: null,
  tool_calls: ids.map((id) => ({ id, type: "function", function: { name: "f", arguments: "" } })),
});
const tells = (tool_call_id) => ({ role: "tool", tool_call_id, content: "blue" });
const content = (...parts) => ({ role: "user", content: parts });

for (const [isTaken, conversations] of [
  [
    true,
    [
      [question, { role: "assistant", content: "" }],
      [question, { role: "assistant", content: null, refusal: "No." }],
      [content({ type: "image_url", image_url: { url: "https://example.com/a.png" } })],
      [question, asks("a", "b"), tells("b"), tells("a"), asks("a"), tells("a")],
    ],
  ],
  [
    false,
    [
      ...["system", "user", "assistant"].map((role) => [{ role }]),
      [question, { role: "assistant", content: null }],
      ...[{}, { type: "text" }, { type: "image_url", image_url: {} }].map((it) => [content(it)]),
      [content()],
      [question, asks("a")],
      [question, asks("a", "b"), tells("a"), question],
      [question, asks("a"), question, tells("a")],
      [tells("a")],
      [question, asks("a"), tells("a"), tells("a")],
      [question, asks("a"), { ...tells("a"), content: undefined }],
    ],
  ],
]) {
  test(`stored conversations that the API ${isTaken ? "takes" : "refuses"}, fromJSON does, too`, async () => {
    const client = new OpenAI({ apiKey: "k", baseURL: `${simulator.url}/v1`, maxRetries: 0 });
    for (const messages of conversations) {
      const said = JSON.stringify(messages);
      const load = () => Conversation.fromJSON(client, { model: "m" }, { messages });
      const asked = client.chat.completions.create({ model: "gpt-5.4-mini", messages });
      if (isTaken) {
        load();
        await asked;
      } else {
        assert.throws(load, TypeError, said);
        await assert.rejects(asked, OpenAI.BadRequestError, said);
      }
    }
  });
}
