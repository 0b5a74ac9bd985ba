/**
 * Answers as servers other than the API's own send them. `tests/quirks/` holds the streams, where
 * each was seen, and what the user gets.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import OpenAI, { Stream } from "brivionix";

const read = (name) => readFileSync(new URL(`./quirks/${name}`, import.meta.url));
const utf8 = new TextDecoder();

/** What reading `reads` comes to: the items, and the error at the end. */
async function consume(reads, type, itemsOf) {
  const body = new ReadableStream({
    start(controller) {
      for (const read of reads) controller.enqueue(read);
      controller.close();
    },
  });
  const response = new Response(body, { headers: type ? { "content-type": type } : {} });
  const items = [];
  try {
    const stream = Stream.fromSSEResponse(response, new AbortController());
    for await (const item of itemsOf(stream)) items.push(item);
    return { items };
  } catch (error) {
    return { items, error };
  }
}

const chunks = (stream) => stream;
const texts = (stream) => stream.text();
async function* final(stream) {
  yield await stream.finalChatCompletion();
}

/** Whole, byte by byte, and cut in two at every byte. */
function* waysToRead(bytes) {
  yield [bytes];
  yield Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  for (let at = 1; at < bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
}

/** The first so many values that stand alone behind `data:`. */
function valuesIn(bytes, count) {
  const lines = utf8.decode(bytes).split(/\r?\n/);
  const data = lines.map((line) => line.match(/^data: ?(\{.*\})$/)?.[1]);
  return data
    .filter((json) => json && !json.includes('"ping"'))
    .slice(0, count)
    .map((json) => JSON.parse(json));
}

const table = JSON.parse(read("streams.json"));

for (const { name, gets, type = "text/event-stream", ...expected } of table) {
  test(`${name}: ${gets}`, async () => {
    const bytes = new Uint8Array(read(`streams/${name}.txt`));
    const sent = valuesIn(bytes, expected.chunks);
    for (const reads of waysToRead(bytes)) {
      const { items, error } = await consume(reads, type, chunks);
      assert.equal(items.length, expected.chunks);
      // Where an event is a line, its chunk is the value in it.
      if (sent.length === expected.chunks) assert.deepEqual(items, sent);
      assert.equal(error?.constructor.name, expected.error && OpenAI[expected.error].name);
      assert.ok(error === undefined || error.message.includes(expected.message), error);
      const text = await consume(reads, type, texts);
      assert.equal(text.items.join(""), expected.text);
      assert.equal(text.error?.message, error?.message);
    }
  });
}

/** What is in a message, told in the terms of the table. */
function contentsOf({ role, content, tool_calls, reasoning, reasoning_content }) {
  const tools = tool_calls?.map(({ function: { name, arguments: text } }) => [name, text]);
  // Where there are parts, some are no text.
  const text = Array.isArray(content) ? content.map((part) => part.text).join("") : (content ?? "");
  return { role, text, tools, reasoning: reasoning ?? reasoning_content };
}

for (const { name, type = "text/event-stream", ...expected } of table) {
  test(`${name}: the whole answer holds the same`, async () => {
    const bytes = new Uint8Array(read(`streams/${name}.txt`));
    const bytewise = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
    for (const reads of [[bytes], bytewise]) {
      const { items, error } = await consume(reads, type, final);
      const message = expected.final ?? expected.message;
      if (message !== undefined) {
        assert.ok(error.message.includes(message), error);
        continue;
      }
      const { text, tools, reasoning } = expected;
      assert.equal(error, undefined);
      assert.deepEqual(contentsOf(items[0].choices[0].message), {
        role: "assistant",
        text,
        tools,
        reasoning,
      });
    }
  });
}

test("an answer in JSON to a streaming request has the members of a chunk", async () => {
  const bytes = new Uint8Array(read("streams/json-answer.txt"));
  const { items } = await consume([bytes], "application/json", chunks);
  const { choices, object, ...rest } = JSON.parse(utf8.decode(bytes));
  const [{ message, ...choice }] = choices;
  const tool_calls = [{ index: 0, ...message.tool_calls[0] }];
  const expected = { ...choice, delta: { ...message, tool_calls } };
  assert.deepEqual(items, [{ ...rest, object: "chat.completion.chunk", choices: [expected] }]);
});

const answers = JSON.parse(read("answers.json"));
const request = { model: "m", messages: [{ role: "user", content: "hi" }] };

for (const { name, gets, body, status = 200, type = "application/json", ...expected } of answers) {
  test(`${name}, not streamed: ${gets}`, async () => {
    const answer = async () => new Response(body, { status, headers: { "content-type": type } });
    const client = new OpenAI({ apiKey: "sk-test", fetch: answer, maxRetries: 0 });
    const result = client.chat.completions.create(request);
    if (!expected.error) {
      assert.deepEqual(await result, completion);
      return;
    }
    await assert.rejects(result, (error) => {
      assert.equal(error.constructor, OpenAI[expected.error]);
      assert.ok(error.message.includes(expected.message), error.message);
      return true;
    });
  });
}

const completion = {
  id: "c",
  object: "chat.completion",
  created: 1,
  model: "m",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "Hello", refusal: null },
      finish_reason: "stop",
      logprobs: null,
    },
  ],
};

test("the page on other servers tells all of them", () => {
  const page = readFileSync(new URL("../docs/other-servers.md", import.meta.url), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| ["));
  const row = ({ name, source, gets }) => `| [${name}](${source}) | ${gets} |`;
  assert.deepEqual(rows, [...table, ...answers].map(row));
});

test("a compressed body is read like any other, streamed or not", async () => {
  const server = createServer((incoming, outgoing) => {
    const parts = [];
    incoming.on("data", (part) => parts.push(part));
    incoming.on("end", () => {
      const { stream } = JSON.parse(Buffer.concat(parts).toString());
      const type = stream ? "text/event-stream" : "application/json";
      outgoing.writeHead(200, { "content-type": type, "content-encoding": "gzip" });
      outgoing.end(gzipSync(stream ? read("streams/openai.txt") : JSON.stringify(completion)));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const baseURL = `http://127.0.0.1:${server.address().port}/v1`;
    const client = new OpenAI({ apiKey: "sk-test", baseURL, maxRetries: 0 });
    assert.deepEqual(await client.chat.completions.create(request), completion);
    const stream = await client.chat.completions.create({ ...request, stream: true });
    let text = "";
    for await (const piece of stream.text()) text += piece;
    assert.equal(text, "Hello");
  } finally {
    server.close();
  }
});
