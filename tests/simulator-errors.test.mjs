/** What the official `openai` client makes of the simulator's errors: classes, fields, retries. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import OpenAI from "openai";
import { startSimulator } from "./support/simulator.mjs";

const model = "gpt-5.4-mini";
const messages = [{ role: "user", content: "echo: ok" }];
const tool = (name) => ({ type: "function", function: { name } });
const image = (url) => [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }];

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator?.stop());
beforeEach(() => simulator.clearRequests());

function connect(options) {
  return new OpenAI({
    apiKey: "sk-test",
    baseURL: `${simulator.url}/v1`,
    maxRetries: 0,
    ...options,
  });
}

const failure = (promise) => promise.then(assert.fail, (error) => error);
const create = (body, client = connect()) =>
  client.chat.completions.create({ model, messages, ...body });

test("wrong bodies are refused with the parameter at fault", async () => {
  const cases = [
    [{ model: undefined }, "model", "missing_required_parameter"],
    [{ model: 5 }, "model", "invalid_type"],
    [{ messages: undefined }, "messages", "missing_required_parameter"],
    [{ messages: "Hi" }, "messages", "invalid_type"],
    [{ messages: [] }, "messages", "empty_array"],
    [{ messages: [{ content: "Hi" }] }, "messages[0].role", "missing_required_parameter"],
    [{ messages: [{ role: "robot", content: "Hi" }] }, "messages[0].role", "invalid_value"],
    [{ messages: [{ role: "user" }] }, "messages[0].content", "missing_required_parameter"],
    [{ messages: [{ role: "user", content: 1 }] }, "messages[0].content", "invalid_type"],
    [
      { messages: [{ role: "user", content: [{ type: "sound" }] }] },
      "messages[0].content[0].type",
      "invalid_value",
    ],
    [
      { messages: image("ftp://example.com/a.png") },
      "messages[0].content[0].image_url.url",
      "invalid_image_url",
    ],
    [
      { messages: image("data:image/png;base64,AAAA") },
      "messages[0].content[0].image_url.url",
      "invalid_image_url",
    ],
    [{ temperature: 2.5 }, "temperature", "decimal_above_max_value"],
    [{ top_p: -1 }, "top_p", "decimal_below_min_value"],
    [{ max_tokens: 0 }, "max_tokens", "integer_below_min_value"],
    [{ max_tokens: 1.5 }, "max_tokens", "invalid_type"],
    [{ n: 129 }, "n", "integer_above_max_value"],
    [{ seed: "one" }, "seed", "invalid_type"],
    [{ stop: ["a", "b", "c", "d", "e"] }, "stop", "invalid_value"],
    [{ stream: "yes" }, "stream", "invalid_type"],
    [{ stream_options: { include_usage: true } }, "stream_options", "invalid_value"],
    [{ top_logprobs: 3 }, "top_logprobs", "invalid_value"],
    [{ tools: [] }, "tools", "empty_array"],
    [{ tools: [tool("no spaces")] }, "tools[0].function.name", "invalid_value"],
    [{ tool_choice: "required" }, "tool_choice", "invalid_value"],
    [{ tools: [tool("a")], tool_choice: tool("b") }, "tool_choice.function.name", "invalid_value"],
    [{ response_format: { type: "xml" } }, "response_format.type", "invalid_value"],
  ];
  for (const [body, param, code] of cases) {
    const error = await failure(create(body));
    assert.ok(error instanceof OpenAI.BadRequestError, JSON.stringify(body));
    assert.deepEqual(
      { status: error.status, type: error.type, param: error.param, code: error.code },
      { status: 400, type: "invalid_request_error", param, code },
    );
    assert.match(error.requestID, /^req_\w+$/);
  }
});

test("the documented parameters and unknown ones are accepted", async () => {
  const { choices } = await create({
    temperature: 0.7,
    top_p: 1,
    frequency_penalty: -2,
    presence_penalty: 2,
    max_tokens: 100,
    seed: -1,
    stop: null,
    reasoning_effort: "low",
    metadata: { a: "b" },
    x_unknown: [null],
  });
  assert.equal(choices[0].message.content, "ok");
});

test("keys that are not accepted are told apart, and never repeated", async () => {
  for (const [apiKey, type, code] of [
    ["sk-invalid", "authentication_error", "invalid_api_key"],
    ["sk-expired", "authentication_error", "expired_api_key"],
    ["sk-quota", "insufficient_quota", "insufficient_quota"],
  ]) {
    const client = connect({ apiKey });
    for (const call of [
      () => create({ messages: "wrong, too" }, client),
      () => client.models.retrieve(model),
      () => client.models.list(),
    ]) {
      const error = await failure(call());
      assert.ok(error instanceof OpenAI.AuthenticationError);
      assert.deepEqual([error.status, error.type, error.code], [401, type, code]);
      assert.ok(!JSON.stringify(error.error).includes(apiKey));
    }
  }
});

test("a missing or malformed Authorization header is a 401", async () => {
  for (const authorization of [null, "sk-test", "Basic c2s6", "Bearer", "Bearer two words"]) {
    const client = connect({ defaultHeaders: { authorization } });
    const error = await failure(create({}, client));
    assert.ok(error instanceof OpenAI.AuthenticationError, authorization);
    assert.deepEqual(
      [error.status, error.type, error.code],
      [401, "invalid_request_error", "invalid_api_key"],
    );
    assert.match(error.message, authorization === null ? /didn't provide/ : /malformed/);
  }
});

test("the scheme's name is read in any case", async () => {
  const client = connect({ defaultHeaders: { authorization: "bearer sk-test" } });
  assert.equal((await create({}, client)).choices[0].message.content, "ok");
});

test("a limited key gets its own model, and 403 for the others", async () => {
  const client = connect({ apiKey: "sk-limited" });
  assert.equal((await create({}, client)).choices[0].message.content, "ok");
  const error = await failure(create({ model: "gpt-5.5" }, client));
  assert.ok(error instanceof OpenAI.PermissionDeniedError);
  assert.deepEqual([error.status, error.param, error.code], [403, "model", "model_not_allowed"]);
});

test("an unknown model is a 404", async () => {
  const error = await failure(create({ model: "gpt-0" }));
  assert.ok(error instanceof OpenAI.NotFoundError);
  assert.deepEqual([error.param, error.code], ["model", "model_not_found"]);
});

test("each status can be asked for, by header and by model name", async () => {
  const classes = {
    400: OpenAI.BadRequestError,
    401: OpenAI.AuthenticationError,
    403: OpenAI.PermissionDeniedError,
    404: OpenAI.NotFoundError,
    408: OpenAI.APIError,
    409: OpenAI.ConflictError,
    422: OpenAI.UnprocessableEntityError,
    429: OpenAI.RateLimitError,
    500: OpenAI.InternalServerError,
    503: OpenAI.InternalServerError,
  };
  for (const [status, Class] of Object.entries(classes)) {
    const asked = connect({ defaultHeaders: { "x-simulate": status } });
    for (const call of [
      () => create({ stream: true }, asked),
      () => create({ model: `sim-${status}` }),
    ]) {
      const error = await failure(call());
      assert.ok(error instanceof Class, status);
      assert.equal(error.status, Number(status));
      assert.ok(error.type && error.code && error.message.startsWith(status));
      assert.match(error.requestID, /^req_\w+$/);
    }
  }
});

test("errors come in the shapes that gateways give them", async () => {
  const said = {};
  for (const body of ["json", "string", "message", "text", "html", "empty"]) {
    const error = await failure(create({ model: `sim-503;body=${body}` }));
    assert.equal(error.status, 503);
    said[body] = error.message;
  }
  const reason = /The engine is overloaded/;
  for (const shape of ["json", "string", "message", "text"]) assert.match(said[shape], reason);
  assert.match(said.html, /<html>/);
  assert.match(said.empty, /no body/);
});

/** Runs a call that fails `times` times; resolves to how its attempts followed each other. */
async function attemptsOf(fault, maxRetries) {
  const headers = { "x-simulate": `${fault};id=${fault.replaceAll(/\W/g, "-")}` };
  const client = connect({ maxRetries, defaultHeaders: headers });
  const result = await create({}, client).catch((error) => error);
  const requests = await simulator.requests();
  const own = requests.filter((request) => request.headers["x-simulate"] === headers["x-simulate"]);
  const counts = own.map((request) => Number(request.headers["x-stainless-retry-count"]));
  const waits = own.slice(1).map((request, at) => request.at_ms - own[at].at_ms);
  return { result, counts, waits };
}

test("Retry-After is honoured in seconds, in milliseconds and as a date", async () => {
  // By itself the client waits half a second at most before its first retry.
  const cases = [
    ["429;retry=seconds:1;times=1", 1000],
    ["503;retry=ms:1300;times=1", 1300],
    // A date has whole seconds, so this one lies 2 to 3 seconds ahead.
    ["500;retry=date:3;times=1", 1900],
  ];
  await Promise.all(
    cases.map(async ([fault, least]) => {
      const { result, counts, waits } = await attemptsOf(fault, 2);
      assert.equal(result.choices[0].message.content, "ok");
      assert.deepEqual(counts, [0, 1]);
      assert.ok(waits[0] >= least, `${fault}: ${waits[0]} ms`);
    }),
  );
});

test("a client tries as often as it may, and then gives up", async () => {
  const often = await attemptsOf("503;retry=ms:1;times=2", 2);
  assert.equal(often.result.choices[0].message.content, "ok");
  assert.deepEqual(often.counts, [0, 1, 2]);
  const tooOften = await attemptsOf("429;retry=ms:1;times=9", 2);
  assert.ok(tooOften.result instanceof OpenAI.RateLimitError);
  assert.deepEqual(tooOften.counts, [0, 1, 2]);
});

test("x-should-retry goes before the status", async () => {
  const told = await attemptsOf("400;retry=ms:1;should-retry=true;times=1", 1);
  assert.equal(told.result.choices[0].message.content, "ok");
  const forbidden = await attemptsOf("503;should-retry=false;times=1", 5);
  assert.ok(forbidden.result instanceof OpenAI.InternalServerError);
  assert.deepEqual(forbidden.counts, [0]);
});

test("a refused connection is tried again", async () => {
  const { result, counts } = await attemptsOf("refuse;times=1", 1);
  assert.equal(result.choices[0].message.content, "ok");
  assert.deepEqual(counts, [0, 1]);
  const { result: error } = await attemptsOf("refuse;times=5", 0);
  assert.ok(error instanceof OpenAI.APIConnectionError);
});

test("a fault that does not exist is said so", async () => {
  for (const fault of [
    "explode",
    "drop;after=x",
    "429;retry=soon",
    "split;size=0",
    "drop;times=1",
  ]) {
    const error = await failure(create({ model: `sim-${fault}` }));
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.equal(error.code, "invalid_fault");
  }
});
