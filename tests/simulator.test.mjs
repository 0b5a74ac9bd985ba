/** The simulator answers the official `openai` client as the API does. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import OpenAI from "openai";
import { png, pngDataURL } from "./support/images.mjs";
import { startSimulator } from "./support/simulator.mjs";

const model = "gpt-5.4-mini";
const user = (content) => [{ role: "user", content }];

let simulator;
let client;
before(async () => {
  simulator = await startSimulator();
  client = new OpenAI({ apiKey: "sk-test", baseURL: `${simulator.url}/v1`, maxRetries: 0 });
});
after(() => simulator?.stop());
beforeEach(() => simulator.clearRequests());

const create = (params, options) => client.chat.completions.create({ model, ...params }, options);

async function chunksOf(params, options) {
  const chunks = [];
  for await (const chunk of await create({ ...params, stream: true }, options)) chunks.push(chunk);
  return chunks;
}

const textOf = (chunks, index = 0) =>
  chunks
    .flatMap((chunk) => chunk.choices.filter((choice) => choice.index === index))
    .map((choice) => choice.delta.content ?? "")
    .join("");

test("a completion has every field of the documented response", async () => {
  const { data, request_id } = await create({ messages: user("echo: Hi there") }).withResponse();
  assert.match(data.id, /^chatcmpl-\w+$/);
  assert.equal(data.object, "chat.completion");
  assert.ok(Math.abs(data.created - Date.now() / 1000) < 3600, "created is a Unix time in seconds");
  assert.equal(data.model, model);
  assert.equal(data.choices.length, 1);
  const [{ index, message, finish_reason, logprobs }] = data.choices;
  assert.deepEqual(
    { index, finish_reason, logprobs },
    { index: 0, finish_reason: "stop", logprobs: null },
  );
  assert.equal(message.role, "assistant");
  assert.equal(message.content, "Hi there");
  assert.equal(message.refusal, null);
  const { prompt_tokens, completion_tokens, total_tokens, prompt_tokens_details } = data.usage;
  assert.ok(prompt_tokens > 0 && completion_tokens > 0);
  assert.equal(total_tokens, prompt_tokens + completion_tokens);
  assert.equal(prompt_tokens_details.cached_tokens, 0);
  assert.match(request_id, /^req_\w+$/);
});

test("request ids differ and are the ones the server has noted", async () => {
  const ids = [];
  for (let time = 0; time < 2; time++) {
    ids.push((await create({ messages: user("Hi") }).withResponse()).request_id);
  }
  assert.notEqual(ids[0], ids[1]);
  assert.deepEqual(
    (await simulator.requests()).map((request) => request.request_id),
    ids,
  );
});

test("a stream's chunks share an id and make up the completion", async () => {
  const request = { messages: user("Briefly introduce Brivionix."), seed: 3 };
  const chunks = await chunksOf(request);
  const whole = await create(request);
  assert.ok(chunks.length > 20);
  assert.equal(textOf(chunks), whole.choices[0].message.content);
  assert.deepEqual(
    [...new Set(chunks.map(({ id, object, model }) => [id, object, model].join()))],
    [[chunks[0].id, "chat.completion.chunk", model].join()],
  );
  const { delta, finish_reason } = chunks[0].choices[0];
  assert.deepEqual(
    { delta, finish_reason },
    {
      delta: { role: "assistant", content: "", refusal: null },
      finish_reason: null,
    },
  );
  const last = chunks.at(-1).choices[0];
  assert.deepEqual([last.delta, last.finish_reason], [{}, "stop"]);
  assert.ok(chunks.every((chunk) => !("usage" in chunk)));
});

test("a stream is an event stream that ends with [DONE]", async () => {
  const response = await create({ messages: user("echo: x"), stream: true }).asResponse();
  assert.match(response.headers.get("content-type"), /^text\/event-stream/);
  const events = (await response.text()).split("\n\n");
  assert.deepEqual(events.slice(-2), ["data: [DONE]", ""]);
  for (const event of events.slice(0, -2)) JSON.parse(event.replace(/^data: /, ""));
});

test("include_usage adds a last chunk without choices", async () => {
  const request = { messages: user("echo: one two three") };
  const chunks = await chunksOf({ ...request, stream_options: { include_usage: true } });
  const last = chunks.pop();
  assert.deepEqual(last.choices, []);
  assert.deepEqual(last.usage, (await create(request)).usage);
  assert.ok(chunks.every((chunk) => chunk.usage === null));
});

test("the stream helper gives the text, the snapshot and the final completion", async () => {
  const stream = client.chat.completions.stream({
    model,
    messages: user("echo: naïve 日本語 🌍"),
    stream_options: { include_usage: true },
  });
  let heard = "";
  stream.on("content", (delta) => {
    heard += delta;
  });
  const completion = await stream.finalChatCompletion();
  assert.equal(heard, "naïve 日本語 🌍");
  assert.equal(completion.choices[0].message.content, heard);
  assert.equal(completion.choices[0].finish_reason, "stop");
  assert.equal((await stream.totalUsage()).completion_tokens, completion.usage.completion_tokens);
});

test("max_tokens cuts the answer to that many tokens and says so", async () => {
  for (const limit of ["max_tokens", "max_completion_tokens"]) {
    const request = { messages: user("Write something long"), [limit]: 7 };
    const { choices, usage } = await create(request);
    assert.equal(choices[0].finish_reason, "length");
    assert.equal(usage.completion_tokens, 7);
    const chunks = await chunksOf(request);
    assert.equal(chunks.at(-1).choices[0].finish_reason, "length");
    assert.equal(textOf(chunks), choices[0].message.content);
  }
});

test("a limit the answer just fits leaves it whole", async () => {
  const { choices, usage } = await create({ messages: user("echo: a b c"), max_tokens: 3 });
  assert.deepEqual([choices[0].message.content, choices[0].finish_reason], ["a b c", "stop"]);
  assert.equal(usage.completion_tokens, 3);
});

test("a seed repeats an answer, and other seeds give other ones", async () => {
  const ask = async (seed) => {
    const { choices, system_fingerprint } = await create({ messages: user("Advise me"), seed });
    return `${system_fingerprint} ${choices[0].message.content}`;
  };
  const answers = [];
  for (let seed = 0; seed < 12; seed++) answers.push(await ask(seed));
  assert.ok(new Set(answers).size > 2);
  for (const seed of [0, 7, 11]) assert.equal(await ask(seed), answers[seed]);
});

test("stop ends the answer before the sequence that comes first", async () => {
  for (const [stop, left] of [
    ["three", "one two "],
    [["four", "two"], "one "],
    [["nowhere"], "one two three four"],
  ]) {
    const request = { messages: user("echo: one two three four"), stop };
    const { choices } = await create(request);
    assert.deepEqual([choices[0].message.content, choices[0].finish_reason], [left, "stop"]);
    assert.equal(textOf(await chunksOf(request)), left);
  }
});

test("n gives as many choices, interleaved in a stream", async () => {
  const request = { messages: user("Tell me something"), n: 3, seed: 5 };
  const { choices, usage } = await create(request);
  assert.deepEqual(
    choices.map((choice) => choice.index),
    [0, 1, 2],
  );
  assert.ok(new Set(choices.map((choice) => choice.message.content)).size > 1);
  const one = await create({ ...request, n: 1 });
  assert.ok(usage.completion_tokens > one.usage.completion_tokens);
  const chunks = await chunksOf(request);
  assert.deepEqual(
    chunks.slice(0, 3).map((chunk) => chunk.choices[0].index),
    [0, 1, 2],
  );
  for (const { index, message, finish_reason } of choices) {
    assert.equal(textOf(chunks, index), message.content);
    const ends = chunks.filter((c) => c.choices[0].index === index && c.choices[0].finish_reason);
    assert.deepEqual(
      ends.map((chunk) => chunk.choices[0].finish_reason),
      [finish_reason],
    );
  }
});

test("log probabilities cover every token of the answer", async () => {
  const request = { messages: user("echo: a b c"), logprobs: true, top_logprobs: 2 };
  const { content } = (await create(request)).choices[0].logprobs;
  assert.equal(content.map(({ token }) => token).join(""), "a b c");
  for (const { token, logprob, bytes, top_logprobs } of content) {
    assert.ok(logprob <= 0);
    assert.equal(Buffer.from(bytes).toString(), token);
    assert.equal(top_logprobs.length, 2);
    assert.equal(top_logprobs[0].token, token);
  }
  const streamed = (await chunksOf(request)).flatMap((c) => c.choices[0].logprobs?.content ?? []);
  assert.deepEqual(streamed, content);
});

test("a refusal comes as one, whole and streamed", async () => {
  const request = { messages: user("refuse please") };
  const { message, finish_reason } = (await create(request)).choices[0];
  assert.deepEqual([message.content, finish_reason], [null, "stop"]);
  assert.match(message.refusal, /can't help/);
  const streamed = client.chat.completions.stream({ model, ...request });
  assert.equal((await streamed.finalMessage()).refusal, message.refusal);
});

test("structured answers satisfy their schema", async () => {
  const schema = {
    type: "object",
    properties: {
      city: { type: "string" },
      population: { type: "integer", minimum: 1 },
      tags: { type: "array", items: { enum: ["capital", "port"] }, minItems: 1 },
    },
    required: ["city", "population", "tags"],
    additionalProperties: false,
  };
  const completion = await client.chat.completions.parse({
    model,
    messages: user("Describe Paris"),
    response_format: { type: "json_schema", json_schema: { name: "city", schema, strict: true } },
  });
  const { city, population, tags, ...others } = JSON.parse(completion.choices[0].message.content);
  assert.deepEqual(others, {});
  assert.equal(city, "Paris");
  assert.ok(Number.isInteger(population) && population >= 1);
  assert.ok(tags.length > 0 && tags.every((tag) => ["capital", "port"].includes(tag)));
});

test("an image is described by the type and size of its bytes", async () => {
  const describe = async (url) => {
    const content = [
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url } },
    ];
    return (await create({ messages: user(content) })).choices[0].message.content;
  };
  const { length } = png(37, 21);
  const seen = `I can see a PNG image, 37×21 pixels, ${length} bytes.`;
  assert.equal(await describe(pngDataURL(37, 21)), seen);
  assert.equal(await describe(pngDataURL(37, 21).replace("png", "jpeg")), seen, "not by its label");
  const gif = "R0lGODlhAgADAIAAAAAAAP///yH5BAAAAAAALAAAAAACAAMAAAIChF8AOw==";
  assert.match(await describe(`data:image/gif;base64,${gif}`), /GIF image, 2×3 pixels/);
  assert.match(await describe("https://images.example/cat.png"), /images\.example/);
});

test("images cost prompt tokens", async () => {
  const cost = async (detail) => {
    const image = { type: "image_url", image_url: { url: pngDataURL(600, 600), detail } };
    return (await create({ messages: user([image]) })).usage.prompt_tokens;
  };
  assert.ok((await cost("high")) > (await cost("low")));
});

test("models are listed and retrieved", async () => {
  const models = [];
  for await (const model of client.models.list()) models.push(model);
  assert.deepEqual(models.map(({ id }) => id).toSorted(), [
    "gpt-5.2",
    "gpt-5.3-codex",
    "gpt-5.4",
    "gpt-5.4-mini",
    "gpt-5.5",
  ]);
  for (const model of models) {
    assert.equal(model.object, "model");
    assert.ok(model.created > 0 && model.owned_by);
    assert.deepEqual(await client.models.retrieve(model.id), model);
  }
  const error = await client.models.retrieve("gpt-0").catch((error) => error);
  assert.ok(error instanceof OpenAI.NotFoundError);
  assert.equal(error.code, "model_not_found");
});
