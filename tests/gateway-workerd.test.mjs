/** `brivionix/gateway` in workerd: what it is for, and under load. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chat, KEY, serve } from "./support/gateway.mjs";
import { startSimulator } from "./support/simulator.mjs";
import { until } from "./support/until.mjs";
import { startWorker } from "./support/workerd.mjs";

const reports = [];
const reportTo = await serve(async (incoming, outgoing) => {
  reports.push(JSON.parse(await textOf(incoming)));
  outgoing.end();
});
const simulator = await startSimulator();
const script = fileURLToPath(new URL("fixtures/gateway-worker.js", import.meta.url));
const workers = [];
after(async () => {
  await Promise.all(workers.map((worker) => worker.dispose()));
  await simulator.stop();
});

/** Starts the worker; resolves to a function that posts to it, and to the pids of workerd. */
async function startGateway(baseURL, compatibilityFlags = []) {
  const before = new Set(workerdPids());
  const worker = await startWorker(script, {
    compatibilityFlags,
    bindings: { BRIVIONIX_API_KEY: KEY, BRIVIONIX_BASE_URL: baseURL, REPORTS: reportTo.url },
    ratelimits: { LIMITER: { namespace_id: "1", simple: { limit: 2, period: 60 } } },
  });
  workers.push(worker);
  const url = await worker.ready;
  // Not kept, as workerd ends those that wait.
  const agent = new Agent({ maxSockets: 1000 });
  const ask = (body, headers = {}) => {
    const path = new URL("/v1/chat/completions", url);
    const all = { authorization: "Bearer ann", "content-type": "application/json", ...headers };
    return request(path, { method: "POST", agent, headers: all }).end(JSON.stringify(body));
  };
  const pids = workerdPids().filter((pid) => !before.has(pid));
  return { ask, post: (...args) => answerTo(ask(...args)), pids };
}

/** The answer, once its headers have come. */
function answerTo(asked) {
  return new Promise((resolve, reject) => asked.on("response", resolve).on("error", reject));
}

async function textOf(stream) {
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += chunk;
  return text;
}

function workerdPids() {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("workerd");
    } catch {
      return false;
    }
  });
}

/** What the processes hold in memory, in MiB. */
function memoryOf(pids) {
  const kibibytes = pids.map((pid) =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]),
  );
  return kibibytes.reduce((sum, value) => sum + value, 0) / 1024;
}

test(`a worker streams, refuses, limits and reports`, async () => {
  const { post } = await startGateway(`${simulator.url}/v1`);
  const streamed = await post(chat({ stream: true }));
  assert.match(await textOf(streamed), /"content":"hi"/);
  assert.deepEqual(
    [streamed.headers["cache-control"], streamed.headers["openai-version"]],
    ["no-store", undefined],
  );
  const refused = await post(chat({ model: "gpt-5.5" }));
  assert.equal(refused.statusCode, 403);
  assert.equal(JSON.parse(await textOf(refused)).error.code, "model_not_allowed");
  const statuses = [];
  for (let count = 0; count < 3; count += 1) {
    const response = await post(chat(), { "x-gateway": "limited" });
    response.resume();
    statuses.push([response.statusCode, response.headers["retry-after"]]);
  }
  assert.deepEqual(statuses, [
    [200, undefined],
    [200, undefined],
    [429, "10"],
  ]);

  reports.length = 0;
  const { usage } = JSON.parse(await textOf(await post(chat(), { "x-gateway": "metered" })));
  await textOf(await post(chat({ stream: true }), { "x-gateway": "metered" }));
  await until(() => reports.length === 2);
  const expected = { model: "gpt-5.4-mini", usage, identity: "ann" };
  assert.deepEqual(reports, [expected, expected]);
});

test(`500 streams at once arrive byte for byte, round after round, and memory stays flat`, async () => {
  const hashes = new Map();
  let asked = 0;
  // Bytes of which no two streams have the same, in writes of all sizes.
  const upstream = await serve(async (incoming, outgoing) => {
    const id = asked++;
    incoming.resume();
    const hash = createHash("sha256");
    outgoing.writeHead(200, { "content-type": "text/event-stream", "x-request-id": `${id}` });
    for (let at = 0; at < 20; at += 1) {
      const bytes = createHash("shake128", { outputLength: 1 + ((id * 31 + at * 97) % 900) })
        .update(`${id} ${at}`)
        .digest();
      hash.update(bytes);
      outgoing.write(bytes);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const end = 'data: {"choices":[],"usage":{"total_tokens":1}}\n\ndata: [DONE]\n\n';
    hashes.set(`${id}`, hash.update(end).digest("hex"));
    outgoing.end(end);
  });
  const { post, pids } = await startGateway(upstream.url);
  reports.length = 0;
  const round = async () => {
    const one = async (_, at) => {
      const headers = at % 2 === 0 ? { "x-gateway": "metered" } : {};
      const response = await post(chat({ stream: true }), headers);
      const hash = createHash("sha256");
      for await (const chunk of response) hash.update(chunk);
      const id = response.headers["x-request-id"];
      assert.equal(hash.digest("hex"), hashes.get(id));
    };
    await Promise.all(Array.from({ length: 500 }, one));
    return memoryOf(pids);
  };
  // The first rounds find out how much memory there is to be had.
  const [, before] = [await round(), await round()];
  const last = [await round(), await round(), await round()];
  assert.equal(hashes.size, 2500);
  await until(() => reports.length === 1250);
  for (const { usage } of reports) assert.deepEqual(usage, { total_tokens: 1 });
  assert.ok(Math.min(...last) < before + 100, `from ${before} MiB to ${last.join(", ")}`);
  upstream.close();
});

test(`200 clients that hang up leave nothing open upstream`, async () => {
  const paced = await startSimulator({ pace: 100 });
  try {
    const { ask } = await startGateway(`${paced.url}/v1`);
    reports.length = 0;
    const long = [{ role: "user", content: `echo: ${"word ".repeat(500)}` }];
    const clients = Array.from({ length: 200 }, async (_, at) => {
      const headers = at % 2 === 0 ? { "x-gateway": "metered" } : {};
      const asked = ask(chat({ stream: true, messages: long }), headers);
      asked.on("error", () => {});
      const response = await answerTo(asked);
      response.on("error", () => {});
      for (let reads = at % 3; reads > 0; reads -= 1) {
        await new Promise((resolve) => response.once("data", resolve));
      }
      asked.destroy();
    });
    await Promise.all(clients);
    await until(async () => {
      const { open_streams, cancelled_streams } = await paced.stats();
      return open_streams === 0 && cancelled_streams === 200;
    });
    await until(() => reports.length === 100);
    for (const { usage } of reports) assert.equal(usage, null);
  } finally {
    await paced.stop();
  }
});

for (const [kind, flags] of [
  ["plain", []],
  ["metered", []],
  // Where the worker has more to do, only the signal tells that the client is gone.
  ["busy", ["enable_request_signal"]],
]) {
  test(`a client that hangs up before the API answers a ${kind} gateway ends the request`, async () => {
    let open = 0;
    const upstream = await serve((incoming, outgoing) => {
      incoming.resume();
      open += 1;
      outgoing.on("close", () => {
        open -= 1;
      });
    });
    const { ask } = await startGateway(upstream.url, flags);
    const asked = ask(chat({ stream: true }), { "x-gateway": kind });
    asked.on("error", () => {});
    await until(() => open === 1);
    // workerd by itself does not notice a connection that is closed before it next sends something.
    asked.socket.resetAndDestroy();
    await until(() => open === 0);
    upstream.close();
  });
}
