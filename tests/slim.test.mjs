/** `brivionix/slim`: the module comes from where the user says, whatever serves it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startSimulator } from "./support/simulator.mjs";

const wasm = await readFile(fileURLToPath(import.meta.resolve("brivionix/slim.wasm")));

let simulator;
let server;
let site;
before(async () => {
  simulator = await startSimulator();
  server = createServer((request, response) => {
    if (request.url === "/missing.wasm") return response.writeHead(404).end("no such file");
    const type = request.url === "/typed.wasm" ? "application/wasm" : "application/octet-stream";
    response.writeHead(200, { "content-type": type });
    response.end(request.url === "/broken.wasm" ? "<html>" : wasm);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  site = `http://127.0.0.1:${server.address().port}`;
});
after(async () => {
  server?.close();
  await simulator?.stop();
});

/** The module anew, as in a process that has not called `init`. */
let copies = 0;
const load = () => {
  copies += 1;
  return import(`${import.meta.resolve("brivionix/slim")}?${copies}`);
};

async function ask({ default: OpenAI }) {
  const client = new OpenAI({ apiKey: "sk-test", baseURL: `${simulator.url}/v1` });
  const { choices } = await client.chat.completions.create({
    model: "gpt-5.4-mini",
    messages: [{ role: "user", content: "echo: schlank" }],
  });
  return choices[0].message.content;
}

for (const [what, source] of [
  ["a string", () => `${site}/typed.wasm`],
  ["a URL", () => new URL("/typed.wasm", site)],
  ["a Request", () => new Request(`${site}/typed.wasm`)],
  ["a promised Response", () => fetch(`${site}/typed.wasm`)],
  ["the address of a server that gives the wrong type", () => `${site}/untyped.wasm`],
  ["bytes", () => wasm],
  ["a module", () => new WebAssembly.Module(wasm)],
]) {
  test(`init takes ${what}, and answers wait for it`, async () => {
    const slim = await load();
    const ready = slim.init(source());
    assert.equal(await ask(slim), "schlank");
    assert.equal(await ready, undefined);
    await slim.init(source());
    assert.equal(await ask(slim), "schlank");
  });
}

test("where the module does not come, the timeout and the caller's signal end a call", async () => {
  const slim = await load();
  slim.init(new Promise(() => {}));
  const fetch = async () => Response.json({ choices: [] });
  const client = new slim.default({ apiKey: "sk-test", maxRetries: 0, fetch });
  const create = (options) => client.chat.completions.create({ model: "m", messages: [] }, options);
  await assert.rejects(create({ timeout: 50 }), slim.APIConnectionTimeoutError);
  const controller = new AbortController();
  const call = create({ signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  await assert.rejects(call, slim.APIUserAbortError);
});

test("without init a request says what to do", async () => {
  const slim = await load();
  await assert.rejects(ask(slim), (error) => {
    assert.ok(error instanceof slim.OpenAIError);
    assert.match(error.message, /`init`.*`brivionix\/slim\.wasm`/);
    return true;
  });
});

for (const [what, path, cause] of [
  ["missing", "/missing.wasm", /404/],
  ["no wasm", "/broken.wasm", /WebAssembly|magic/],
]) {
  test(`where the file is ${what}, init and requests say so until init succeeds`, async () => {
    const slim = await load();
    const refused = (error) => {
      assert.ok(error instanceof slim.OpenAIError);
      assert.match(error.message, /slim\.wasm/);
      assert.match(error.cause.message, cause);
      return true;
    };
    await assert.rejects(slim.init(site + path), refused);
    await assert.rejects(ask(slim), refused);
    slim.init(`${site}/typed.wasm`);
    assert.equal(await ask(slim), "schlank");
  });
}

for (const [what, file] of [
  [
    "that of the full client",
    await readFile(fileURLToPath(import.meta.resolve("brivionix/engine.wasm"))),
  ],
  ["of another build", Buffer.concat([wasm.subarray(0, -8), Buffer.from("00000000")])],
]) {
  test(`where the module is ${what}, init and requests say so`, async () => {
    const slim = await load();
    const refused = (error) => error instanceof slim.OpenAIError && /version/.test(error.message);
    await assert.rejects(slim.init(file), refused);
    await assert.rejects(ask(slim), refused);
    slim.init(wasm);
    assert.equal(await ask(slim), "schlank");
  });
}

test("a failure that nobody asks about is no unhandled rejection", async () => {
  const slim = await load();
  const unhandled = [];
  const listener = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", listener);
  slim.init(`${site}/missing.wasm`);
  await assert.rejects(ask(slim), slim.OpenAIError);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", listener);
  assert.deepEqual(unhandled, []);
});

test("a stream that nobody has asked for is an error that says so", async () => {
  const slim = await load();
  await slim.init(wasm);
  const headers = { "content-type": "text/event-stream", "x-request-id": "req_1" };
  const fetch = async () => new Response("data: [DONE]\n\n", { headers });
  const client = new slim.default({ apiKey: "sk-test", fetch });
  const error = await client.chat.completions.create({}).then(assert.fail, (error) => error);
  assert.equal(error.constructor.name, "APIError");
  assert.deepEqual([error.status, error.requestID], [200, "req_1"]);
  assert.match(error.message, /text\/event-stream/);
});
