/** What holds of `brivionix/gateway` wherever it is served: the same in every runtime. */
import assert from "node:assert/strict";
import OpenAI from "brivionix";
import { until } from "../../support/until.mjs";

const ALLOWED = "https://app.example";
const FOREIGN = "https://evil.example";
/** Bytes that no one makes again who has not passed them on: events cut anywhere, and no UTF-8. */
const BYTES = "data: {}\r\n\r\n: \xff\xfe odd\n\ndata: [DONE]";

/**
 * A row whose app serves the gateway; `serve(row, use)` calls `use` with its address, and `options`
 * are those of `checkGateway`.
 */
export function gatewayRow(how, serve, options) {
  const run = (row) => serve(row, (address) => checkGateway(row, address, options));
  return { how, gateway: true, from: "gateway", run };
}

/**
 * Checks a gateway that stands in front of the simulator and has its key from the row's environment;
 * resolves to the text that a client gets through it. `path` is where it serves the API; `listens`
 * says whether the runtime tells of clients that hang up while nothing is sent to them.
 */
export async function checkGateway(row, address, { path = "/v1", listens = true } = {}) {
  const { api, prompt } = row;
  const url = new URL(path, address).href;
  const { origin } = new URL(api);
  await fetch(`${origin}/__sim/requests`, { method: "DELETE" });
  await checkRefusal(url);
  await checkBytes(url);
  const stats = async () => (await fetch(`${origin}/__sim/stats`)).json();
  await checkHangingUp(url, "gpt-5.4-mini", stats);
  if (listens) await checkHangingUp(url, "sim-stall;after=2", stats);
  const text = await askGateway(url, prompt, ALLOWED);
  const requests = await (await fetch(`${origin}/__sim/requests`)).json();
  const keys = new Set(requests.map(({ headers }) => headers.authorization));
  assert.deepEqual([...keys], ["Bearer sk-test"]);
  return text;
}

/** What a page of `origin`, which knows no key, gets as an answer. */
export async function askGateway(baseURL, content, origin) {
  const client = new OpenAI({ apiKey: "none", baseURL, defaultHeaders: { origin } });
  const stream = await client.chat.completions.create({
    model: "gpt-5.4-mini",
    messages: [{ role: "user", content }],
    stream: true,
  });
  let text = "";
  for await (const piece of stream.text()) text += piece;
  return text;
}

async function checkRefusal(url) {
  await assert.rejects(askGateway(url, "Hello", FOREIGN), (error) => {
    assert.ok(error instanceof OpenAI.PermissionDeniedError, error.stack);
    assert.equal(error.code, "origin_not_allowed");
    return true;
  });
  const response = await post(url, {}, { origin: FOREIGN });
  assert.deepEqual(
    [response.status, response.headers.get("cache-control"), await response.json()],
    [
      403,
      "no-store",
      {
        error: {
          message: "This origin may not use the gateway.",
          type: "permission_error",
          param: null,
          code: "origin_not_allowed",
        },
      },
    ],
  );
}

async function checkBytes(url) {
  const response = await post(url, {
    model: "sim-raw;size=7",
    x_raw_base64: Buffer.from(BYTES, "latin1").toString("base64"),
  });
  assert.equal(response.headers.get("access-control-allow-origin"), ALLOWED);
  assert.equal(Buffer.from(await response.arrayBuffer()).toString("latin1"), BYTES);
}

/** The answer comes as it is made, and whoever does not wait for its end cancels it. */
async function checkHangingUp(url, model, stats) {
  const before = await stats();
  const client = new AbortController();
  const messages = [{ role: "user", content: "long" }];
  const { body } = await post(url, { model, messages }, { signal: client.signal });
  await body.getReader().read();
  assert.equal((await stats()).open_streams, before.open_streams + 1);
  client.abort();
  await until(async () => {
    const { open_streams, cancelled_streams } = await stats();
    return (
      open_streams === before.open_streams && cancelled_streams === before.cancelled_streams + 1
    );
  });
}

function post(url, params, { origin = ALLOWED, signal } = {}) {
  return fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ model: "gpt-5.4-mini", messages: [], stream: true, ...params }),
    signal,
  });
}
