/** Streams that are cut at each byte, in a page and in a worker. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { BODY, comesTo } from "./faults/answer.mjs";
import { launchChromium } from "./support/browser.mjs";
import { ENDS, head, part, startRawServer } from "./support/raw-server.mjs";
import { startSimulator } from "./support/simulator.mjs";
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

const HEAD = head({
  "access-control-allow-origin": "*",
  "content-type": "text/event-stream",
  "transfer-encoding": "chunked",
});
const endings = {
  "ends cleanly": (socket) => socket.end("0\r\n\r\n"),
  "is cut by a FIN": ENDS["a FIN"],
  "is cut by a reset": ENDS["a reset"],
};

async function inPage(baseURLs) {
  const page = await browser.newPage();
  await page.goto(`${simulator.url}/cuts.js`);
  const results = await page.evaluate(async (baseURLs) => {
    const { default: OpenAI } = await import("/pkg/dist/index.js");
    const { readCuts } = await import("/cuts.js");
    return readCuts(OpenAI, baseURLs);
  }, baseURLs);
  await page.close();
  return results;
}

async function inWorker(baseURLs) {
  const worker = await startWorker(
    fileURLToPath(new URL("fixtures/cuts-worker.js", import.meta.url)),
  );
  try {
    const init = { method: "POST", body: JSON.stringify(baseURLs) };
    return await (await worker.dispatchFetch("http://worker/", init)).json();
  } finally {
    await worker.dispose();
  }
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
      const results = await run(places.map(({ baseURL }) => baseURL));
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
}
