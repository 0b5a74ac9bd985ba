/** The gateway in a server of Node's, in front of a simulator or of an upstream of a test's own. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { after, beforeEach } from "node:test";
import gateway, { toNodeHandler } from "brivionix/gateway";
import { startSimulator } from "./simulator.mjs";

export const KEY = "sk-the-secret-of-the-gateway";
export const ORIGIN = "https://app.example";
/** What a gateway that is attacked allows. */
export const LIMITS = {
  allowOrigins: [ORIGIN],
  allowModels: ["gpt-5.4-mini"],
  maxTokens: 100,
  maxImages: 1,
  maxBodyBytes: 10_000,
};

/** Listens on a free port; `close` breaks what is still open. */
export async function serve(listener) {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // Whoever keeps connections is to close them: else a request may meet one that has just closed.
  server.keepAliveTimeout = 15_000;
  // A test that fails before it closes the server is not to hold up the others.
  server.unref();
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    server,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A gateway with a token for each of two callers, unless options say otherwise. */
export function serveGateway(options) {
  const callers = { "Bearer token-of-ann": "ann", "Bearer token-of-bob": "bob" };
  const authorize = ({ headers }) => callers[headers.get("authorization")];
  return serve(toNodeHandler(gateway({ apiKey: KEY, authorize, ...options })));
}

/** A function that starts a gateway in front of a simulator, for as long as `use` takes. */
export function gatewayBefore(simulator) {
  return async (options, use) => {
    const server = await serveGateway({ baseURL: `${simulator.url}/v1`, ...options });
    try {
      await simulator.clearRequests();
      return await use(server);
    } finally {
      server.close();
    }
  };
}

/**
 * A gateway with {@link LIMITS} in front of a simulator, for the tests of a file; `nothingWentThrough`
 * checks that the simulator has not been asked in the test that is running.
 */
export async function serveAttacked() {
  const simulator = await startSimulator();
  const gateway = await serveGateway({ baseURL: `${simulator.url}/v1`, ...LIMITS });
  after(async () => {
    gateway.close();
    await simulator.stop();
  });
  beforeEach(() => simulator.clearRequests());
  const nothingWentThrough = async () => assert.deepEqual(await simulator.requests(), []);
  return { simulator, gateway, nothingWentThrough };
}

/** Posts a chat; `headers` complete or replace the usual ones. */
export function post(url, body, headers = {}) {
  return fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: {
      authorization: "Bearer token-of-ann",
      "content-type": "application/json",
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export const chat = (more = {}) => ({
  model: "gpt-5.4-mini",
  messages: [{ role: "user", content: "echo: hi" }],
  ...more,
});

/** Sends bytes as they are; resolves to all that comes back, once the other side has no more. */
export async function raw(port, bytes) {
  const socket = connect(port, "127.0.0.1");
  socket.setEncoding("latin1");
  let answer = "";
  socket.on("data", (text) => {
    answer += text;
  });
  socket.on("error", () => {});
  socket.write(bytes);
  // `once` would not wait after an error, as where the other side ends before it has read all.
  await new Promise((resolve) => socket.on("close", resolve));
  return answer;
}

/** Checks that an answer is an error in the API's shape, and holds no key. */
export async function refused(response, status) {
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.ok(!(text + JSON.stringify([...response.headers])).includes(KEY));
  const { error } = JSON.parse(text);
  assert.deepEqual(Object.keys(error), ["message", "type", "param", "code"]);
  assert.match(error.message, /\S/);
  assert.equal(response.headers.get("cache-control"), "no-store");
  return error;
}

/** Runs `use` and gives what has been said on the console meanwhile. */
export async function overheard(use) {
  const said = [];
  const original = console.error;
  console.error = (...words) => said.push(words.map((word) => word?.stack ?? word).join(" "));
  try {
    await use();
  } finally {
    console.error = original;
  }
  return said.join("\n");
}
