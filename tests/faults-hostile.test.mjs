/** Servers that mean harm on the wire: what never ends, and bytes that are no text, at every place. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import OpenAI from "brivionix";
import { BODY, comesTo, EVENTS, PARAMS } from "./faults/answer.mjs";
import { HEAD } from "./faults/bodies.mjs";
import { orHangs } from "./support/fetches.mjs";
import { head, part, startRawServer } from "./support/raw-server.mjs";
import { until } from "./support/until.mjs";

const server = await startRawServer();
after(() => server.stop());

/** Longer than anything here takes, however busy the machine. */
const LONG = 30_000;

const open = (place, options) =>
  new OpenAI({ apiKey: "k", maxRetries: 0, ...options, baseURL: place.baseURL });
const textOf = (chunk) => chunk.choices?.[0]?.delta?.content ?? "";

/** The text of a stream, and the error that it ended in; `onChunk` is told of every chunk. */
async function read(client, onChunk = () => {}) {
  let text = "";
  try {
    const stream = await client.chat.completions.create({ ...PARAMS, stream: true });
    for await (const chunk of stream) {
      text += textOf(chunk);
      onChunk(stream);
    }
    return { text };
  } catch (error) {
    return { text, error };
  }
}

/** Writes the same bytes for as long as anybody takes them, too slowly to come to any limit of size. */
async function forever(socket, bytes) {
  while (socket.writable) {
    if (!socket.write(bytes)) {
      await new Promise((resolve) => {
        socket.once("drain", resolve);
        socket.once("close", resolve);
      });
    } else await wait(2);
  }
}

const whole = Buffer.concat([HEAD, part(BODY)]);
const JSON_HEAD = head({ "content-type": "application/json" });
const { APIConnectionError, APIConnectionTimeoutError } = OpenAI;

/** What is written, what without an end, what is asked for, and what comes of it. */
const ENDLESS = {
  "a status line": ["HTTP/1.1 200 ", "O".repeat(9_999), true, APIConnectionTimeoutError],
  headers: ["HTTP/1.1 200 OK\r\n", `x: ${"y".repeat(999)}\r\n`, true, APIConnectionError],
  "heads that say to wait": [
    "",
    "HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n",
    true,
    APIConnectionTimeoutError,
  ],
  "the length of a chunk": [HEAD, "0".repeat(9_999), true, APIConnectionTimeoutError],
  "extensions of a chunk": [`${HEAD}5`, `;${"x".repeat(9_999)}`, true, APIConnectionTimeoutError],
  "white space before an answer": [JSON_HEAD, " ".repeat(9_999), false, APIConnectionTimeoutError],
  "a text in an answer": [
    `${JSON_HEAD}{"a":"`,
    "x".repeat(9_999),
    false,
    APIConnectionTimeoutError,
  ],
  "the body of an error": [
    head({ "content-type": "text/html" }, "400 Bad Request"),
    "<p>".repeat(999),
    true,
    OpenAI.BadRequestError,
  ],
  "an event": [HEAD, part(Buffer.from(`data: ${"x".repeat(99_999)}`)), true, OpenAI.OpenAIError],
};
for (const [name, [start, more, stream, expected]] of Object.entries(ENDLESS)) {
  test(`${name} without an end: a typed error, and the connection is closed`, async () => {
    const place = server.serve((socket) => {
      socket.write(start);
      return forever(socket, more);
    });
    const client = open(place, { timeout: 2_000, idleTimeout: 2_000 });
    const call = stream
      ? read(client)
      : client.chat.completions.create(PARAMS).catch((error) => ({ error }));
    const { error } = await orHangs(call, LONG);
    assert.equal(error?.constructor, expected);
    assert.equal(place.requests.length, 1);
    await until(() => place.open === 0);
  });
}

test("trailers without an end: the answer, and the connection is closed", async () => {
  const place = server.serve((socket) => {
    socket.write(whole);
    socket.write("0\r\n");
    return forever(socket, "x: y\r\n");
  });
  const { text, error } = await orHangs(read(open(place)), LONG);
  assert.deepEqual([text, error], [comesTo(BODY).text, undefined]);
  await until(() => place.open === 0);
});

for (const [name, more] of Object.entries({
  comments: ": alive\n\n",
  "events without data": "event: ping\n\nid: 5\n\nretry: 1\n\n",
  "one line": "x",
})) {
  test(`nothing but ${name} for ever: an abort ends it, and the connection is closed`, async () => {
    const place = server.serve((socket) => {
      socket.write(HEAD);
      socket.write(part(Buffer.from(EVENTS[0])));
      const line = name === "one line" ? ": " : "";
      socket.write(part(Buffer.from(line || "\n")));
      return forever(socket, part(Buffer.from(more.repeat(500))));
    });
    const client = open(place, { idleTimeout: 5_000 });
    const reading = read(client, ({ controller }) => setTimeout(() => controller.abort(), 500));
    const result = await orHangs(reading, LONG);
    assert.deepEqual(result, { text: "Zw" });
    await until(() => place.open === 0);
  });
}

/** What comes of a body in these reads. */
async function ends(reads) {
  const start = (controller) => {
    for (const bytes of reads) controller.enqueue(bytes);
    controller.close();
  };
  const headers = { "content-type": "text/event-stream" };
  const fetch = async () => new Response(new ReadableStream({ start }), { headers });
  const client = new OpenAI({ apiKey: "k", maxRetries: 0, baseURL: "http://x.invalid", fetch });
  const { text, error } = await orHangs(read(client), LONG);
  assert.ok(error === undefined || error instanceof OpenAI.OpenAIError);
  return [text, error?.message];
}

test("an event of just the limit is whole, one that goes on past it an error", async () => {
  const [before, behind] = EVENTS[0].split("Zw");
  const room = 8 * 1024 * 1024 - before.length - behind.length;
  const first = Buffer.from(`${before}${"x".repeat(room)}`);
  const rest = Buffer.from(`${behind}data: [DONE]\n\n`);
  const [text, error] = await ends([first, rest]);
  assert.equal(error, undefined);
  assert.ok(text === "x".repeat(room));
  const more = Buffer.alloc(behind.length + 1, "x");
  const tooLong = ["", "The stream holds an event of over 8388608 bytes."];
  assert.deepEqual(await ends([first, more, rest]), tooLong);
});

test("a line without an end in short reads: an error not long past the limit", async () => {
  const short = Buffer.from("x".repeat(49));
  let taken = 0;
  const pull = (controller) => controller.enqueue(taken++ ? short : Buffer.from("data: "));
  const fetch = async () => new Response(new ReadableStream({ pull }));
  const client = new OpenAI({ apiKey: "k", maxRetries: 0, baseURL: "http://x.invalid", fetch });
  const { error } = await orHangs(read(client), LONG);
  assert.equal(error.message, "The stream holds an event of over 8388608 bytes.");
  const bytes = taken * short.length;
  assert.ok(bytes > 8 * 1024 * 1024 && bytes < 8.01 * 1024 * 1024, bytes);
});

test("bytes that are no UTF-8 at every place: the same wherever the bytes are cut, or an error", async () => {
  for (const byte of [0, 0x80, 0xc3, 0xf0, 0xff]) {
    for (let at = 0; at < BODY.length; at++) {
      const body = BODY.slice();
      body[at] = byte;
      const expected = await ends([body]);
      assert.deepEqual(await ends([body.subarray(0, at), body.subarray(at)]), expected);
      assert.deepEqual(await ends(Array.from(body, (one) => Uint8Array.of(one))), expected);
    }
  }
});
