/** `brivionix/gateway` in a server of Node's: what becomes of the connections. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { after, test } from "node:test";
import { chat, gatewayBefore, ORIGIN, raw } from "./support/gateway.mjs";
import { startSimulator } from "./support/simulator.mjs";

const simulator = await startSimulator();
const withGateway = gatewayBefore(simulator);
after(() => simulator.stop());

const CHAT = "/v1/chat/completions";

/** Asks through an agent that keeps its one connection; resolves to status and connection. */
async function ask(agent, url, path, { method = "POST", body, headers = {} }) {
  const text = JSON.stringify(body);
  const framing = headers["transfer-encoding"] ? {} : { "content-length": text.length };
  const usual = { authorization: "Bearer token-of-ann", "content-type": "application/json" };
  const asked = request(url + path, {
    agent,
    method,
    headers: { ...usual, ...framing, ...headers },
  });
  asked.end(text);
  const [response] = await once(asked, "response");
  const socket = response.socket;
  response.resume();
  await once(response, "end");
  return [response.statusCode, socket];
}

test("refusals and the API's errors leave the connection for what comes next", async () => {
  const options = { maxBodyBytes: 50_000, allowOrigins: [ORIGIN] };
  const long = chat({ user: "x".repeat(40_000) });
  const image = chat({ user: "x".repeat(1 << 20) });
  await withGateway(options, async ({ url }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const leave = { origin: ORIGIN, "access-control-request-method": "POST" };
    const sockets = new Set();
    for (const [expected, path, given] of [
      [200, CHAT, { body: chat() }],
      [429, CHAT, { body: chat({ model: "sim-429" }) }],
      [400, CHAT, { body: chat({ n: 2 }) }],
      [401, CHAT, { body: long, headers: { authorization: "Bearer forged" } }],
      [403, CHAT, { body: long, headers: { origin: "https://evil.example" } }],
      [413, CHAT, { body: chat({ user: "x".repeat(200_000) }) }],
      [401, CHAT, { body: image, headers: { authorization: "Bearer forged" } }],
      [404, "/v1/files", { body: long }],
      [405, "/v1/models", { body: long }],
      [405, CHAT, { method: "GET", body: long }],
      [204, CHAT, { method: "OPTIONS", body: long, headers: leave }],
      [401, CHAT, { body: long, headers: { authorization: "", "transfer-encoding": "chunked" } }],
      [200, CHAT, { body: chat() }],
    ]) {
      const [status, socket] = await ask(agent, url, path, given);
      assert.equal(status, expected, `${path} ${JSON.stringify(given).slice(0, 80)}`);
      sockets.add(socket);
    }
    assert.equal(sockets.size, 1);
    agent.destroy();
  });
});

test("a refusal reaches who sends more than is read, and then the connection ends", async () => {
  await withGateway({}, async ({ port }) => {
    const head = `POST ${CHAT} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
    const body = "x".repeat(32 << 20);
    for (const length of ["Content-Length: 1000000000", "Transfer-Encoding: chunked"]) {
      const start = length.startsWith("T") ? `${(1 << 30).toString(16)}\r\n` : "";
      const answer = await raw(port, `${head}${length}\r\n\r\n${start}${body}`);
      assert.match(answer, /^HTTP\/1\.1 401 [\s\S]*invalid_api_key/);
    }
  });
});
