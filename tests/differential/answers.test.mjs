/** What comes out of every kind of answer, compared with `openai`. */
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { collect, differential, echo, simulate } from "../support/differential.mjs";
import { pngDataURL } from "../support/images.mjs";

const { compare, observe } = differential();

/** A client's `fetch` that answers everything with the same response. */
const answering = (body, type, init = {}) => ({
  fetch: async () => {
    const headers = { "x-request-id": "req_1", ...(type && { "content-type": type }) };
    return new Response(body, { headers, ...init });
  },
});
const get = (client) => client.get("/anything");

/** Ids and times are new each time. */
const withoutIdentity = ({ id: _, created: __, ...rest }) => rest;

const stream = (client, options) =>
  client.chat.completions.create(echo("a b c", { stream: true }), options);

const scenarios = {
  // What a call resolves to
  "withResponse()": {
    run: async (client) => {
      const call = client.chat.completions.create(echo());
      const { data, response, request_id } = await call.withResponse();
      assert.equal(request_id, response.headers.get("x-request-id"));
      assert.equal(request_id, data._request_id);
      return [withoutIdentity(data), response.status, response.constructor === Response];
    },
  },
  "asResponse()": {
    run: async (client) => {
      const response = await client.chat.completions.create(echo()).asResponse();
      const { bodyUsed, ok } = response;
      return [bodyUsed, ok, withoutIdentity(await response.json())];
    },
  },
  "asResponse() of a stream": {
    run: async (client) => {
      const response = await stream(client).asResponse();
      return [response.bodyUsed, (await response.text()).endsWith("data: [DONE]\n\n")];
    },
  },
  "withResponse() of a stream": {
    run: async (client) => {
      const { data, response, request_id } = await stream(client).withResponse();
      const chunks = await collect(data);
      return [chunks.map(withoutIdentity), response.status, /^req_/.test(request_id)];
    },
  },
  "one call, awaited in every way at once": {
    run: async (client) => {
      const call = client.chat.completions.create(echo());
      const [first, second, { data }] = await Promise.all([call, call, call.withResponse()]);
      assert.equal(first, second);
      assert.equal(first, data);
      return [withoutIdentity(first), (await call.asResponse()).status, call instanceof Promise];
    },
  },
  "then, catch and finally": {
    run: async (client) => {
      const seen = [];
      await client.models
        .list()
        .finally(() => seen.push("finally"))
        .then((page) => seen.push(page.data.length));
      await client.models.retrieve("none").catch((error) => seen.push(error.status));
      return seen;
    },
  },
  "the request's id is there and does not show": {
    run: async (client) => {
      const results = [
        await client.chat.completions.create(echo()),
        await stream(client),
        await client.models.retrieve("gpt-5.4-mini"),
      ];
      results[1].controller.abort();
      return results.map((result) => {
        const { value, ...how } = Object.getOwnPropertyDescriptor(result, "_request_id");
        return [
          /^req_/.test(value),
          how,
          "_request_id" in JSON.parse(JSON.stringify({ ...result })),
        ];
      });
    },
  },
  "a result without an id": {
    options: { fetch: async () => Response.json({ a: 1 }) },
    run: async (client) => (await get(client))._request_id,
  },
  "the models, iterated over": {
    run: async (client) => {
      const page = await client.models.list();
      const names = (models) => models.map(({ id }) => id);
      return [
        names(await collect(client.models.list())),
        names(await collect(page)),
        names(page.getPaginatedItems()),
        page.hasNextPage(),
      ];
    },
  },
  "a list of nothing": {
    options: answering('{"object":"list"}', "application/json"),
    run: async (client) => [(await client.models.list()).data, await collect(client.models.list())],
  },

  // What comes back in place of JSON
  JSON: { options: answering('{"a":[1,null]}', "application/json"), run: get },
  "JSON with parameters": {
    options: answering("[1]", "Application/JSON; charset=utf-8"),
    run: get,
  },
  "JSON of a type of its own": { options: answering("{}", "application/problem+json"), run: get },
  "JSON that is no object": { options: answering("7", "application/json"), run: get },
  text: { options: answering('{"a":1}', "text/plain"), run: get },
  "a type that only mentions JSON": {
    options: answering("{}", "text/plain; like=application/json"),
    run: get,
  },
  "lines of JSON": { options: answering('{"a":1}\n{"a":2}\n', "application/x-ndjson"), run: get },
  "no type": { options: answering(new TextEncoder().encode("{}")), run: get },
  "JSON of no length": { options: answering("", "application/json"), run: get },
  "no content": { options: answering(null, "application/json", { status: 204 }), run: get },
  "JSON behind a byte order mark": { options: answering("\ufeff{}", "application/json"), run: get },
  "broken characters": {
    options: answering(new Uint8Array([34, 0xff, 0xc3, 34]), "application/json"),
    run: get,
  },
  "JSON that is broken": {
    options: answering('{"secret":', "application/json"),
    run: get,
    better: {
      why: "openai throws the SyntaxError of the runtime, which quotes the answer",
      check({ theirs, ours }) {
        assert.equal(theirs.error.constructor.name, "SyntaxError");
        assert.equal(ours.error.constructor.name, "OpenAIError");
      },
    },
  },
  ...Object.fromEntries(
    ["html", "empty", "204"].map((fault) => [
      `${fault} in place of a completion`,
      {
        run: (client) => client.chat.completions.create(echo(), simulate(fault)),
        better: {
          why: "openai resolves to a text or to null, and the user's next line throws a TypeError",
          check({ theirs, ours }) {
            assert.ok("value" in theirs);
            assert.equal(ours.error.constructor.name, "APIError");
            assert.match(ours.error.requestID, /^req_/);
          },
        },
      },
    ]),
  ),
  "an error in place of a completion, with status 200": {
    options: answering(
      '{"error":{"message":"Out of credit.","code":"credit"}}',
      "application/json",
    ),
    run: (client) => client.chat.completions.create(echo()),
    better: {
      why: "the same; gateways do this",
      check({ theirs, ours }) {
        assert.ok("value" in theirs);
        assert.equal(ours.error.constructor.name, "APIError");
        assert.equal(ours.error.message, "Out of credit.");
        assert.equal(ours.error.code, "credit");
        assert.equal(ours.error.requestID, "req_1");
      },
    },
  },
  "an error beside the choices": {
    options: answering('{"choices":[],"error":{"message":"m"}}', "application/json"),
    run: (client) => client.chat.completions.create(echo()),
  },
  "an object with an error, of another endpoint": {
    options: answering('{"error":{"message":"m"}}', "application/json"),
    run: get,
  },
  "a page in place of a model": {
    run: (client) => client.models.retrieve("gpt-5.4", simulate("html")),
    better: {
      why: "the same",
      check: ({ ours }) => assert.match(ours.error.message, /a whole JSON object, got text\/html/),
    },
  },
  "a page in place of the models": {
    run: async (client) => (await client.models.list(simulate("html"))).data,
    better: {
      why: "the same; openai makes an empty list of it",
      check: ({ ours }) => assert.equal(ours.error.constructor.name, "APIError"),
    },
  },
  "an empty body in place of a stream": {
    run: async (client) => collect(await stream(client, simulate("empty"))),
    better: {
      why: "openai takes it for a whole answer",
      check: ({ theirs, ours }) => {
        assert.deepEqual(theirs.value, []);
        assert.equal(ours.error.constructor.name, "APIError");
      },
    },
  },
  "a page in place of a stream": {
    run: async (client) => collect(await stream(client, simulate("html"))),
    better: {
      why: "the same",
      check: ({ theirs, ours }) => {
        assert.deepEqual(theirs.value, []);
        assert.match(ours.error.message, /a whole event stream, got text\/html/);
      },
    },
  },
  "an error in place of a stream, with status 200": {
    options: answering(
      '{"error":{"message":"Out of credit.","code":"credit"}}',
      "application/json",
    ),
    run: async (client) => collect(await stream(client)),
    better: {
      why: "the same",
      check: ({ theirs, ours }) => {
        assert.deepEqual(theirs.value, []);
        assert.equal(ours.error.constructor.name, "APIError");
        assert.equal(ours.error.message, "Out of credit.");
        assert.equal(ours.error.code, "credit");
        assert.equal(ours.error.requestID, "req_1");
      },
    },
  },
  "a stream of a wrong type": {
    options: answering('data: {"a":1}\n\ndata: [DONE]\n\n', "application/json"),
    run: async (client) => collect(await stream(client)),
  },

  // Streams
  "a stream": { run: async (client) => (await collect(await stream(client))).map(withoutIdentity) },
  "a stream that is left": {
    run: async (client) => {
      const chunks = await stream(client, simulate("stall;after=2"));
      for await (const _ of chunks) break;
      return chunks.controller.signal.aborted;
    },
  },
  "a stream that is split": {
    run: async (client) => {
      const [left, right] = (await stream(client)).tee();
      const all = (await collect(left)).map(withoutIdentity);
      return [all, (await collect(right)).map(withoutIdentity)];
    },
  },
  "half of a split stream, left": {
    run: async (client) => {
      const [left, right] = (await stream(client)).tee();
      for await (const _ of left) break;
      const all = await collect(right);
      return [all.map(withoutIdentity), right.controller.signal.aborted];
    },
  },
  "a stream as lines and back": {
    run: async (client, { Stream }) => {
      const readable = (await stream(client)).toReadableStream();
      const back = Stream.fromReadableStream(readable, new AbortController());
      return (await collect(back)).map(withoutIdentity);
    },
  },
  "lines that are left": {
    run: async (client, { Stream }) => {
      const readable = (await stream(client)).toReadableStream();
      const back = Stream.fromReadableStream(readable, new AbortController());
      for await (const _ of back) break;
      return back.controller.signal.aborted;
    },
  },
  "lines that are broken": {
    run: async (_, { Stream }) => {
      const controller = new AbortController();
      const back = Stream.fromReadableStream(new Blob(['{"a":1}\n{']).stream(), controller);
      const failed = await collect(back).then(
        () => false,
        () => true,
      );
      return [failed, controller.signal.aborted];
    },
  },
  "a stream from a response": {
    run: async (_, { Stream }) => {
      const response = new Response('data: {"a":1}\n\ndata: {"a":2}\n\ndata: [DONE]\n\n');
      return collect(Stream.fromSSEResponse(response, new AbortController()));
    },
  },
  "chunks asked for all at once": {
    run: async (client) => {
      const iterator = (await stream(client))[Symbol.asyncIterator]();
      const results = await Promise.all(Array.from({ length: 30 }, () => iterator.next()));
      return results.map(({ value, done }) => [value && withoutIdentity(value), done]);
    },
  },
  "an error of null is no error": {
    options: answering('data: {"error":null,"a":1}\n\ndata: [DONE]\n\n', "text/event-stream"),
    run: async (client) => collect(await stream(client)),
  },

  ...Object.fromEntries(
    Object.entries({
      texts: (text) => text,
      buffers: (text) => new TextEncoder().encode(text).buffer,
      "Node's buffers": (text) => Buffer.from(text),
    }).map(([name, convert]) => [
      `a body that consists of ${name}`,
      {
        options: {
          fetch: async () => {
            const pieces = ['data: {"a":"ü"}\n', '\ndata: {"a":2}\n\n', "data: [DONE]\n\n"];
            const body = ReadableStream.from(pieces.map(convert));
            return new Response(body, { headers: { "content-type": "text/event-stream" } });
          },
        },
        run: async (client) => collect(await stream(client)),
      },
    ]),
  ),
  "a stream of Node as a body": {
    options: {
      fetch: async () => {
        const body = Readable.from([Buffer.from('data: {"a":1}\n\ndata: [DONE]\n\n')]);
        const headers = new Headers({ "content-type": "text/event-stream" });
        return { ok: true, status: 200, headers, body };
      },
    },
    run: async (client) => collect(await stream(client)),
  },
  "a response that only has a text": {
    options: {
      fetch: async () => ({
        ok: true,
        status: 200,
        headers: new Headers({ "content-type": "application/json" }),
        text: async () => '{"a":1}',
      }),
    },
    run: get,
  },
  "a response that only has a text, and is an error": {
    options: {
      fetch: async () => ({
        ok: false,
        status: 400,
        headers: new Headers(),
        text: async () => '{"error":{"code":"c"}}',
      }),
    },
    run: get,
  },

  // What a request may hold
  tools: {
    run: async (client) => {
      const parameters = { type: "object", properties: { city: { enum: ["Paris"] } } };
      const completion = await client.chat.completions.create({
        model: "gpt-5.4-mini",
        messages: [{ role: "user", content: "What is the weather in Paris?" }],
        tools: [{ type: "function", function: { name: "get_weather", parameters } }],
      });
      const [{ finish_reason, message }] = completion.choices;
      return [finish_reason, message.tool_calls.map((call) => call.function)];
    },
  },
  "an image": {
    run: async (client) => {
      const content = [{ type: "image_url", image_url: { url: pngDataURL(2, 2) } }];
      const messages = [{ role: "user", content }];
      const completion = await client.chat.completions.create({ model: "gpt-5.4", messages });
      return completion.choices[0].message;
    },
  },
};

for (const [name, scenario] of Object.entries(scenarios)) test(name, () => compare(scenario));

test("a page carries the request's id", async () => {
  const { ours } = await observe({ run: (client) => client.models.list() });
  assert.match(ours.value._request_id, /^req_/);
});
