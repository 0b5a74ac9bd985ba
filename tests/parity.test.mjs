/** The same calls through `openai` and through this client: same requests, same results. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import Brivionix from "brivionix";
import OpenAI from "openai";
import { pngDataURL } from "./support/images.mjs";
import { startSimulator } from "./support/simulator.mjs";

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator?.stop());

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

function clients(options = {}) {
  const common = { apiKey: "sk-test", baseURL: `${simulator.url}/v1`, maxRetries: 0, ...options };
  return [new OpenAI(common), new Brivionix(common)];
}

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** Identity and time differ from one answer to the next; which ids are equal does not. */
function comparable(value) {
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

async function lastRequests() {
  const requests = await simulator.requests();
  await simulator.clearRequests();
  return requests.map(({ method, path, body, headers }) => ({
    method,
    path,
    body,
    authorization: headers.authorization,
    type: headers["content-type"],
  }));
}

for (const [name, params] of Object.entries(scenarios)) {
  const request = { model: "gpt-5.4-mini", seed: 7, ...params };

  test(`${name}: the completion is the same`, async () => {
    const { stream_options: _, ...plain } = request;
    await simulator.clearRequests();
    const results = [];
    for (const client of clients()) results.push(await client.chat.completions.create(plain));
    const [theirs, ours] = results;
    assert.deepEqual(comparable(ours), comparable(theirs));
    const [theirRequest, ourRequest] = await lastRequests();
    assert.deepEqual(ourRequest, theirRequest);
  });

  test(`${name}: the chunks are the same`, async () => {
    await simulator.clearRequests();
    const results = [];
    for (const client of clients()) {
      results.push(
        await collect(await client.chat.completions.create({ ...request, stream: true })),
      );
    }
    const [theirs, ours] = results;
    assert.ok(ours.length > 1);
    assert.deepEqual(comparable(ours), comparable(theirs));
    assert.deepEqual(
      ours.map((chunk) => JSON.stringify(Object.keys(chunk))),
      theirs.map((chunk) => JSON.stringify(Object.keys(chunk))),
    );
    const [theirRequest, ourRequest] = await lastRequests();
    assert.deepEqual(ourRequest, theirRequest);
  });
}

for (const fault of ["400", "401", "403", "404", "409", "422", "429", "500", "503"]) {
  for (const body of ["json", "string", "message", "text", "html", "empty"]) {
    test(`status ${fault} with a ${body} body: the error is the same`, async () => {
      const headers = { "x-simulate": `${fault};body=${body};retry=none` };
      const errors = [];
      for (const client of clients()) {
        const call = client.chat.completions.create(
          { model: "gpt-5.4-mini", messages: user("secret prompt"), stream: true },
          { headers },
        );
        errors.push(await call.then(assert.fail, (error) => error));
      }
      const [theirs, ours] = errors;
      assert.equal(ours.constructor.name, theirs.constructor.name);
      for (const field of ["status", "code", "type", "param", "error"]) {
        assert.deepEqual(ours[field], theirs[field], field);
      }
      assert.match(ours.requestID, /^req_/);
      assert.ok(ours instanceof Error && ours instanceof Brivionix.APIError);
      assert.ok(ours.message.startsWith(`${fault} `), ours.message);
      assert.doesNotMatch(ours.message, /secret prompt|sk-test|</);
    });
  }
}
