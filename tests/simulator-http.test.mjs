/** What the simulator does below the API: paths, CORS, bodies, files, its own errors. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { simulatorProgram, startSimulator } from "./support/simulator.mjs";

const run = promisify(execFile);
const www = fileURLToPath(new URL("../www", import.meta.url));
const authorization = "Bearer sk-test";

let simulator;
before(async () => {
  simulator = await startSimulator({ args: ["--www", www] });
});
after(() => simulator?.stop());

const call = (path, options = {}) =>
  fetch(simulator.url + path, { ...options, headers: { authorization, ...options.headers } });
const post = (body, headers) => call("/v1/chat/completions", { method: "POST", body, headers });

async function errorOf(response) {
  const { error } = await response.json();
  assert.deepEqual(Object.keys(error), ["message", "type", "param", "code"]);
  return { status: response.status, ...error };
}

test("a preflight allows what a page asks for", async () => {
  const preflight = await call("/v1/chat/completions", {
    method: "OPTIONS",
    headers: {
      origin: "https://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type,x-stainless-lang",
    },
  });
  assert.ok(preflight.ok);
  const header = (name) => preflight.headers.get(`access-control-${name}`);
  assert.equal(header("allow-origin"), "https://app.example");
  assert.match(header("allow-methods"), /POST/);
  assert.match(header("allow-headers"), /authorization.*content-type.*x-stainless-lang/);
  assert.ok(Number(header("max-age")) > 0);
});

test("answers and errors can be read from other origins, with their headers", async () => {
  const origin = "https://app.example";
  const ask = JSON.stringify({ model: "gpt-5.4-mini", messages: [{ role: "user", content: "x" }] });
  const limited = { origin, "x-simulate": "429" };
  for (const response of [await post(ask, { origin }), await post(ask, limited)]) {
    assert.equal(response.headers.get("access-control-allow-origin"), origin);
    const exposed = response.headers.get("access-control-expose-headers");
    for (const name of ["x-request-id", "retry-after", "retry-after-ms"]) {
      assert.match(exposed, new RegExp(`\\b${name}\\b`));
    }
    assert.match(response.headers.get("x-request-id"), /^req_/);
    await response.arrayBuffer();
  }
});

test("bodies that are no JSON object are refused in words", async () => {
  for (const [body, message] of [
    ["", /parse/],
    ["{", /parse/],
    [new Uint8Array([0x22, 0xff, 0x22]), /parse/],
    [`${"[".repeat(100_000)}`, /parse/],
    ["[]", /must be an object/],
    ["null", /must be an object/],
  ]) {
    const error = await errorOf(await post(body));
    assert.deepEqual([error.status, error.type], [400, "invalid_request_error"]);
    assert.match(error.message, message);
  }
});

test("unknown paths and wrong methods are API errors", async () => {
  for (const path of ["/v1", "/v1/", "/v1/chat", "/v1/embeddings", "/v1/chat/completions/extra"]) {
    const error = await errorOf(await call(path));
    assert.deepEqual([error.status, error.code], [404, "unknown_url"], path);
    assert.match(error.message, new RegExp(`GET ${path}\\)`));
  }
  const error = await errorOf(await call("/v1/chat/completions"));
  assert.deepEqual([error.status, error.code], [405, "method_not_supported"]);
});

test("files are served below their directory only", async () => {
  assert.match(await (await call("/")).text(), /<!doctype html>/);
  assert.equal((await call("/main.js")).headers.get("cache-control"), "no-cache");
  for (const path of ["/..%2fCargo.toml", "/%2e%2e/Cargo.toml", "/nothing.js"]) {
    assert.equal((await call(path)).status, 404, path);
  }
});

test("without --inspect nothing of a request is kept or shown", async () => {
  const closed = await startSimulator({ inspect: false, args: ["--www", www] });
  for (const path of ["/__sim/requests", "/__sim/stats"]) {
    assert.equal((await fetch(closed.url + path)).status, 404);
  }
  await closed.stop();
});

test("wrong arguments end the program with one line and a failure", async () => {
  const taken = ["--port", String(simulator.port)];
  for (const [args, said] of [
    [taken, /^simulator: cannot listen on 127\.0\.0\.1:\d+: .*in use.*\n$/],
    [
      ["--upstream", "https://api.example", "--key-env", "BRIVIONIX_NO_SUCH_KEY"],
      /^simulator: --key-env: BRIVIONIX_NO_SUCH_KEY is not set or empty\n$/,
    ],
    [["--upstream", "ftp://api.example", "--key-env", "PATH"], /^simulator: --upstream: .*\n$/],
    [["--upstream", "https://api.example"], /--key-env/],
    [["--static", "v1=."], /NAME=DIR/],
  ]) {
    const error = await run(simulatorProgram, args, { timeout: 60_000 }).then(
      assert.fail,
      (error) => error,
    );
    assert.ok(error.code > 0);
    assert.match(error.stderr, said);
  }
});
