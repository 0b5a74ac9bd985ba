/** Connections that break, as the network breaks them: at each byte, before the headers, within them. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import OpenAI from "brivionix";
import { BODY, COMPLETION, comesTo, EVENTS, PARAMS } from "./faults/answer.mjs";
import { BODIES, HEAD, LAST } from "./faults/bodies.mjs";
import { orHangs } from "./support/fetches.mjs";
import { ENDS, head, part, startRawServer } from "./support/raw-server.mjs";
import { until } from "./support/until.mjs";

const server = await startRawServer();
after(() => server.stop());

/** Longer than anything here takes, however busy the machine. */
const LONG = 30_000;

const JSON_BODY = Buffer.from(JSON.stringify(COMPLETION));

const open = (place, options) =>
  new OpenAI({ apiKey: "k", maxRetries: 0, ...options, baseURL: place.baseURL });

/** Reads a stream; `onChunk` is told of every chunk. */
async function read(client, onChunk = () => {}, options = {}) {
  const chunks = [];
  try {
    const stream = await client.chat.completions.create({ ...PARAMS, stream: true }, options);
    for await (const chunk of stream) {
      chunks.push(chunk);
      onChunk(chunks.length);
    }
    return { chunks };
  } catch (error) {
    return { chunks, error };
  }
}

/** Runs `work` for each number below `count`, a few at a time. */
async function forEachBelow(count, work) {
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < count; at = next++) {
      try {
        await work(at);
      } catch (error) {
        error.message = `at byte ${at}: ${error.message}`;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

/** Resolves once there are so many chunks, or it is over. */
function waitFor(count) {
  const { promise, resolve } = Promise.withResolvers();
  if (count === 0) resolve();
  return { arrived: promise, onChunk: (chunks) => chunks >= count && resolve() };
}

const textOf = (chunks) => chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");

const endings = {
  "ends cleanly": (socket) => socket.end(LAST),
  "is cut by a FIN": ENDS["a FIN"],
  "is cut by a reset": ENDS["a reset"],
};
for (const [ending, end] of Object.entries(endings)) {
  test(`a stream that ${ending} at any byte: all whole chunks, once, then the error`, async () => {
    await forEachBelow(BODY.length + 1, async (at) => {
      const sent = BODY.subarray(0, at);
      const expected = comesTo(sent);
      // A runtime may drop what nobody has read when a connection breaks.
      const { arrived, onChunk } = waitFor(expected.chunks);
      const place = server.serve(async (socket) => {
        socket.write(HEAD);
        if (at > 0) socket.write(part(sent));
        await arrived;
        end(socket);
      });
      const result = await orHangs(read(open(place, { maxRetries: 2 }), onChunk), LONG);
      assert.notEqual(result, "hangs");
      const { chunks, error } = result;
      assert.deepEqual([chunks.length, textOf(chunks)], [expected.chunks, expected.text]);
      const isClean = end === endings["ends cleanly"];
      if (isClean ? expected.isWhole : expected.isDone) assert.equal(error, undefined);
      else {
        assert.equal(error?.constructor, OpenAI.APIConnectionError, error);
        if (!isClean) assert.ok(error.cause instanceof Error);
      }
      // A reset that comes before the client has seen the headers may be told as one before them.
      if (expected.chunks > 0 || isClean) assert.equal(place.requests.length, 1);
    });
  });
}

for (const [ending, end] of Object.entries(ENDS)) {
  test(`${ending} at any byte before the body: sent again with the same body and key`, async () => {
    await forEachBelow(HEAD.length, async (at) => {
      const place = server.serve((socket, count) => {
        if (count > 1) return socket.end(Buffer.concat([HEAD, part(BODY), LAST]));
        socket.write(HEAD.subarray(0, at), () => end(socket));
      });
      const client = open(place, { maxRetries: 1 });
      const result = await orHangs(read(client, undefined, { idempotencyKey: `key-${at}` }), LONG);
      assert.equal(result.error, undefined);
      assert.equal(result.chunks.length, comesTo(BODY).chunks);
      const [first, second, ...more] = place.requests;
      assert.equal(more.length, 0);
      assert.equal(first.body, second.body);
      assert.deepEqual(JSON.parse(first.body), { ...PARAMS, stream: true });
      for (const { headers } of place.requests) {
        assert.equal(headers.get("idempotency-key"), `key-${at}`);
      }
    });
  });

  test(`${ending} before the body, every time: a typed error with its cause`, async () => {
    for (const at of [0, 5, 20, HEAD.length - 1]) {
      const place = server.serve((socket) => {
        socket.write(HEAD.subarray(0, at), () => end(socket));
      });
      const { chunks, error } = await orHangs(read(open(place)), LONG);
      assert.deepEqual(chunks, []);
      assert.equal(error.constructor, OpenAI.APIConnectionError);
      assert.ok(error.cause instanceof Error);
      assert.equal(place.requests.length, 1);
    }
  });

  test(`${ending} at any byte of a completion: an error, and no second request`, async () => {
    const headers = { "content-type": "application/json", "content-length": JSON_BODY.length };
    await forEachBelow(JSON_BODY.length, async (at) => {
      const { promise: answered, resolve } = Promise.withResolvers();
      const place = server.serve(async (socket) => {
        socket.write(head(headers));
        socket.write(JSON_BODY.subarray(0, at));
        await answered;
        end(socket);
      });
      const observed = async (...request) => {
        const response = await fetch(...request);
        resolve();
        return response;
      };
      const client = open(place, { maxRetries: 2, fetch: observed });
      const call = client.chat.completions.create(PARAMS);
      const error = await orHangs(
        call.catch((error) => error),
        LONG,
      );
      assert.equal(error.constructor, OpenAI.APIConnectionError);
      assert.ok(error.cause instanceof Error);
      assert.equal(place.requests.length, 1);
    });
  });
}

test("gzip that is cut at any byte is an error, streamed or not, after what has come", async () => {
  for (const [stream, body] of [
    [true, gzipSync(BODY)],
    [false, gzipSync(JSON_BODY)],
  ]) {
    const headers = {
      "content-type": stream ? "text/event-stream" : "application/json",
      "content-encoding": "gzip",
      "transfer-encoding": "chunked",
    };
    await forEachBelow(body.length, async (at) => {
      const place = server.serve((socket) => {
        socket.write(head(headers));
        if (at > 0) socket.write(part(body.subarray(0, at)));
        socket.end(LAST);
      });
      const client = open(place, { maxRetries: 2 });
      // The answer may be whole though the checksum behind it is not.
      if (stream) {
        const { chunks, error } = await orHangs(read(client), LONG);
        assert.ok(comesTo(BODY).text.startsWith(textOf(chunks)));
        if (error) assert.equal(error.constructor, OpenAI.APIConnectionError);
        else assert.equal(chunks.length, comesTo(BODY).chunks);
      } else {
        const call = client.chat.completions.create(PARAMS);
        const result = await orHangs(
          call.catch((error) => error),
          LONG,
        );
        if (!(result instanceof OpenAI.APIError)) assert.deepEqual(result, COMPLETION);
      }
      assert.equal(place.requests.length, 1);
    });
  }
});

for (const [name, [writes, ending, ...refusedBy]] of Object.entries(BODIES)) {
  const expected = refusedBy.includes("Node") ? "refused" : ending;
  test(`${name}: the answer is ${expected}`, async () => {
    const place = server.serve((socket) => {
      for (const bytes of writes) socket.write(bytes);
      socket.end();
    });
    const maxRetries = expected === "refused" ? 0 : 2;
    const { chunks, error } = await orHangs(read(open(place, { maxRetries })), LONG);
    assert.equal(place.requests.length, 1);
    if (expected === "whole") {
      assert.equal(error, undefined);
      assert.equal(textOf(chunks), comesTo(BODY).text);
    } else {
      assert.equal(error?.constructor, OpenAI.APIConnectionError);
      assert.ok(comesTo(BODY).text.startsWith(textOf(chunks)));
    }
  });
}

test("one byte at a time, each in a packet of its own, is the same answer", async () => {
  const place = server.serve(async (socket) => {
    const bytes = Buffer.concat([HEAD, part(BODY), LAST]);
    for (const byte of bytes) {
      await new Promise((resolve) => socket.write(Uint8Array.of(byte), resolve));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    socket.end();
  });
  const { chunks, error } = await read(open(place));
  assert.equal(error, undefined);
  assert.equal(textOf(chunks), comesTo(BODY).text);
});

/** Sends the last bytes one a second. */
const crawl = (start, body, count, end) => async (socket) => {
  socket.write(start);
  socket.write(body.subarray(0, -count));
  for (const byte of body.subarray(-count)) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    socket.write(Uint8Array.of(byte));
  }
  socket.end(end);
};

test("one byte a second: the whole answer, or a timeout where less silence is allowed", async () => {
  const type = "text/event-stream";
  const short = Buffer.from(`${EVENTS[0]}data: [DONE]\n\n`);
  const slow = server.serve(crawl(head({ "content-type": type }), short, 12, ""));
  const call = (options) => read(open(slow, options));
  const [patient, impatient, hurried] = await Promise.all([
    call({ idleTimeout: 20_000 }),
    call({ idleTimeout: 400 }),
    // That of the headers, which have come in time.
    call({ idleTimeout: 20_000, timeout: 6_000 }),
  ]);
  for (const { chunks, error } of [patient, hurried]) {
    assert.equal(error, undefined);
    assert.equal(textOf(chunks), "Zw");
  }
  assert.equal(impatient.error.constructor, OpenAI.APIConnectionTimeoutError);
  assert.equal(textOf(impatient.chunks), "Zw");
  assert.equal(slow.requests.length, 3);
  await until(() => slow.open === 0);
});

test("a completion at one byte a second: the whole of it, or a timeout of either kind", async () => {
  const headers = { "content-type": "application/json", "content-length": JSON_BODY.length };
  const slow = server.serve(crawl(head(headers), JSON_BODY, 8));
  const call = (options) =>
    open(slow, options)
      .chat.completions.create(PARAMS)
      .catch((error) => error.constructor);
  assert.deepEqual(
    await Promise.all([
      call({ idleTimeout: 20_000 }),
      call({ idleTimeout: 400 }),
      call({ idleTimeout: 20_000, timeout: 4_000 }),
    ]),
    [COMPLETION, OpenAI.APIConnectionTimeoutError, OpenAI.APIConnectionTimeoutError],
  );
  await until(() => slow.open === 0);
});

test("silence in a stream: what has come, then a timeout, and the connection is closed", async () => {
  for (const events of [0, 1, 3]) {
    const place = server.serve((socket) => {
      socket.write(HEAD);
      for (const event of EVENTS.slice(0, events)) socket.write(part(Buffer.from(event)));
    });
    const client = open(place, { idleTimeout: 100, maxRetries: 2 });
    const { chunks, error } = await orHangs(read(client), LONG);
    assert.equal(error.constructor, OpenAI.APIConnectionTimeoutError);
    assert.equal(chunks.length, comesTo(Buffer.from(EVENTS.slice(0, events).join(""))).chunks);
    assert.equal(place.requests.length, 1);
    await until(() => place.open === 0);
  }
});

test("silence before or within the headers is a timeout, and safe to send again", async () => {
  const attempts = [0, 5, HEAD.length - 1].map(async (at) => {
    const place = server.serve((socket, count) => {
      if (count > 1) socket.end(Buffer.concat([HEAD, part(BODY), LAST]));
      else socket.write(HEAD.subarray(0, at));
    });
    const client = open(place, { timeout: 2_000, maxRetries: 1 });
    const { chunks, error } = await orHangs(read(client), LONG);
    assert.equal(error, undefined);
    assert.equal(chunks.length, comesTo(BODY).chunks);
    assert.equal(place.requests.length, 2);
    await until(() => place.open === 0);
  });
  await Promise.all(attempts);
});
