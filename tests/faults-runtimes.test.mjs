/** What breaks on the wire, in a page and in a worker: streams that are cut, stall, crawl or are refused. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { BODY, comesTo, EVENTS } from "./faults/answer.mjs";
import { BODIES, GZIP_BODY, GZIP_HEAD, HEAD, LAST } from "./faults/bodies.mjs";
import { RETRY_AFTER } from "./faults/retry-after.mjs";
import { launchChromium } from "./support/browser.mjs";
import { ENDS, head, part, startRawServer } from "./support/raw-server.mjs";
import { startSimulator } from "./support/simulator.mjs";
import { until } from "./support/until.mjs";
import { startWorker } from "./support/workerd.mjs";

const pages = fileURLToPath(new URL("pages", import.meta.url));
const pkg = dirname(dirname(fileURLToPath(import.meta.resolve("brivionix"))));
const simulator = await startSimulator({ args: ["--www", pages, "--pkg", pkg] });
const server = await startRawServer();
const browser = await launchChromium();
after(async () => {
  await browser.close();
  await simulator.stop();
  server.stop();
});

const endings = {
  "ends cleanly": (socket) => socket.end(LAST),
  "is cut by a FIN": ENDS["a FIN"],
  "is cut by a reset": ENDS["a reset"],
};
const WHOLE = comesTo(BODY);

async function inPage(order) {
  const page = await browser.newPage();
  await page.goto(`${simulator.url}/cuts.js`);
  const results = await page.evaluate(async ({ places, now }) => {
    const { default: OpenAI } = await import("/pkg/dist/index.js");
    const { readCuts, readInNoTime } = await import("/cuts.js");
    return now ? readInNoTime(OpenAI, places, now) : readCuts(OpenAI, places);
  }, order);
  await page.close();
  return results;
}

async function inWorker(order) {
  const worker = await startWorker(
    fileURLToPath(new URL("fixtures/cuts-worker.js", import.meta.url)),
  );
  try {
    const init = { method: "POST", body: JSON.stringify(order) };
    return await (await worker.dispatchFetch("http://worker/", init)).json();
  } finally {
    await worker.dispose();
  }
}

/** What comes of reading each place with these options. */
const readAll = (run, places, options = {}) =>
  run({ places: places.map(({ baseURL }) => ({ baseURL, options })) });

// Who ends connections has to say so, or the next request may be sent on one that is about to go.
const OPEN = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "*",
  connection: "close",
};
const answerWhole = (socket) =>
  socket.end(Buffer.concat([head({ ...OPEN, "content-type": "text/event-stream" }), BODY]));
const refuse = (headers) => head({ ...OPEN, ...headers }, "429 Too Many Requests");

/** Every event that has come is there once, in order, and then this error, if any. */
function check(result, sent, error, where) {
  const { chunks, text } = comesTo(sent);
  assert.deepEqual([result.chunks, result.text, result.error], [chunks, text, error], where);
}

for (const [runtime, run] of Object.entries({ Chromium: inPage, workerd: inWorker })) {
  for (const [ending, end] of Object.entries(endings)) {
    test(`${runtime}: a stream that ${ending} at any byte`, async () => {
      const isClean = end === endings["ends cleanly"];
      const places = Array.from({ length: BODY.length }, (_, index) =>
        server.serve((socket) => {
          socket.write(HEAD);
          socket.write(part(BODY.subarray(0, index + 1)), () => end(socket));
        }),
      );
      const results = await readAll(run, places);
      assert.ok(results.some(({ chunks }) => chunks >= 3));
      for (const [index, { chunks, text, error, hasCause }] of results.entries()) {
        const expected = comesTo(BODY.subarray(0, index + 1));
        const where = `after byte ${index + 1}`;
        if (isClean) {
          assert.deepEqual([chunks, text], [expected.chunks, expected.text], where);
          assert.equal(error, expected.isWhole ? undefined : "APIConnectionError", where);
          assert.equal(places[index].requests.length, 1, where);
        } else {
          // What the runtime has not handed over by then, it may drop, the end of the answer, too.
          assert.ok(chunks <= expected.chunks && expected.text.startsWith(text), where);
          if (error) assert.deepEqual([error, hasCause], ["APIConnectionError", true], where);
          else assert.ok(expected.isDone, where);
        }
      }
    });
  }

  test(`${runtime}: gzip that is cut at any byte`, async () => {
    const places = Array.from(GZIP_BODY, (_, at) =>
      server.serve((socket) => {
        socket.write(GZIP_HEAD);
        if (at > 0) socket.write(part(GZIP_BODY.subarray(0, at)));
        socket.end(LAST);
      }),
    );
    const results = await readAll(run, places);
    for (const [at, { chunks, text, error }] of results.entries()) {
      assert.ok(WHOLE.text.startsWith(text), `at byte ${at}`);
      // The answer may be whole though the checksum behind it is not.
      if (error) assert.equal(error, "APIConnectionError", `at byte ${at}`);
      else assert.equal(chunks, WHOLE.chunks, `at byte ${at}`);
      assert.equal(places[at].requests.length, 1, `at byte ${at}`);
    }
  });

  test(`${runtime}: bodies that begin or end in another way than they should`, async () => {
    // Each from a host of its own: a runtime may take what is left on a connection for the next answer.
    const servers = await Promise.all(Object.values(BODIES).map(startRawServer));
    const places = Object.values(BODIES).map(([writes], at) =>
      servers[at].serve((socket) => {
        for (const bytes of writes) socket.write(bytes);
        socket.end();
      }),
    );
    const results = await readAll(run, places, { maxRetries: 0 });
    for (const server of servers) server.stop();
    for (const [at, [name, [, ending, ...refusedBy]]] of Object.entries(BODIES).entries()) {
      const { text, error } = results[at];
      if (error === undefined) check(results[at], BODY, undefined, name);
      else assert.ok(/^API(Connection)?Error$/.test(error) && WHOLE.text.startsWith(text), name);
      if (ending === "cut") assert.ok(error, name);
      else if (!refusedBy.includes(runtime)) assert.equal(error, undefined, name);
      assert.equal(places[at].requests.length, 1, name);
    }
  });

  test(`${runtime}: silence in a stream is a timeout, and the connection is closed`, async () => {
    const counts = [0, 1, 3];
    const places = counts.map((count) =>
      server.serve((socket) => {
        socket.write(HEAD);
        for (const event of EVENTS.slice(0, count)) socket.write(part(Buffer.from(event)));
      }),
    );
    const results = await readAll(run, places, { idleTimeout: 300 });
    for (const [at, count] of counts.entries()) {
      const sent = Buffer.from(EVENTS.slice(0, count).join(""));
      check(results[at], sent, "APIConnectionTimeoutError", `after ${count} events`);
      assert.equal(places[at].requests.length, 1);
    }
    await until(() => places.every(({ open }) => open === 0));
  });

  test(`${runtime}: silence before or within the headers is a timeout, and sent again`, async () => {
    const places = [0, 5, HEAD.length - 1].map((at) =>
      server.serve((socket, count) => {
        if (count > 1) answerWhole(socket);
        else socket.write(HEAD.subarray(0, at));
      }),
    );
    for (const result of await readAll(run, places, { timeout: 3_000, maxRetries: 1 })) {
      check(result, BODY);
    }
    assert.deepEqual(
      places.map(({ requests }) => requests.length),
      [2, 2, 2],
    );
    await until(() => places.every(({ open }) => open === 0));
  });

  for (const [ending, end] of Object.entries(ENDS)) {
    test(`${runtime}: ${ending} before the body is sent again with the same body`, async () => {
      // A head that lacks no more than its last line end is a whole one to Chromium.
      const places = [0, 5, 20].map((at) =>
        server.serve((socket, count) => {
          if (count > 1) answerWhole(socket);
          else socket.write(HEAD.subarray(0, at), () => end(socket));
        }),
      );
      const results = await readAll(run, places, { maxRetries: 1 });
      for (const [at, { requests }] of places.entries()) {
        check(results[at], BODY, undefined, `place ${at}`);
        assert.equal(requests.length, 2);
        assert.equal(requests[0].body, requests[1].body);
      }
    });
  }

  test(`${runtime}: a byte at a time is the whole answer, however long it takes`, async () => {
    const place = server.serve(async (socket) => {
      socket.write(HEAD);
      for (const byte of BODY) {
        socket.write(part(Uint8Array.of(byte)));
        await new Promise((resolve) => setTimeout(resolve, 4));
      }
      socket.end(LAST);
    });
    // Shorter than the whole takes, and much longer than a byte does.
    const [result] = await readAll(run, [place], { idleTimeout: 1_500, timeout: 1_500 });
    check(result, BODY);
  });

  test(`${runtime}: refusals that say in any form when to come back`, async () => {
    const now = Date.UTC(2026, 2, 5, 7, 8, 9);
    const forms = RETRY_AFTER(now);
    const places = forms.map(([, headers]) =>
      server.serve((socket, count) => {
        if (count > 1) answerWhole(socket);
        else socket.end(refuse(headers));
      }),
    );
    const storm = server.serve((socket, count) => {
      socket.end(refuse(forms[count % forms.length][1]));
    });
    // The clock is to see no other wait: nothing looks in on the bodies.
    const options = { idleTimeout: 0 };
    const order = places.map(({ baseURL }) => ({ baseURL, options }));
    order.push({ baseURL: storm.baseURL, options: { ...options, maxRetries: 30 } });
    const results = await run({ places: order, now });
    const last = results.pop();
    assert.deepEqual([last.error, last.waits.length], ["RateLimitError", 30]);
    assert.equal(storm.requests.length, 31);
    for (const [at, [name, , waits]] of forms.entries()) {
      check(results[at], BODY, undefined, name);
      const [wait] = results[at].waits;
      const [least, most] = Array.isArray(waits) ? waits : [waits, waits];
      assert.ok(wait >= least && wait <= most, `${name}: ${wait} ms`);
      assert.equal(places[at].requests.length, 2, name);
    }
  });
}
