/** What SECURITY.md says of hostile input: from users, from the model, from the server. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { inspect } from "node:util";
import OpenAI, { PartialJson } from "brivionix";
import { collect } from "./support/differential.mjs";
import { runModule } from "./support/process.mjs";
import { call, chunk, finish, replay, say, whole } from "./support/replay.mjs";
import { startSimulator } from "./support/simulator.mjs";

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator?.stop());

const KEY = "sk-test-0123456789";
const clientOf = (options) =>
  new OpenAI({ apiKey: KEY, baseURL: `${simulator.url}/v1`, maxRetries: 0, ...options });

/** As it comes from `JSON.parse`: with `__proto__` as a member of its own. */
const EVIL = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
const evil = () => JSON.parse(EVIL);

/** Runs `work`; afterwards no prototype may have anything that it did not have before. */
async function withoutPollution(work) {
  const prototypes = [Object, Array, Function, String, Promise, Headers, URLSearchParams];
  const look = () => prototypes.map((Class) => Reflect.ownKeys(Class.prototype));
  const before = look();
  const result = await work();
  assert.deepEqual(look(), before);
  assert.equal({}.polluted, undefined);
  return result;
}

// Prototypes

const MESSAGES = [{ role: "user", content: "hi" }];
const params = { model: "m", messages: MESSAGES };

/** A chat whose every object is hostile. */
const evilChunks = () => [
  { ...chunk([]), ...evil() },
  say({ role: "assistant", content: "a", ...evil() }, evil()),
  say({ content: "b", ...evil() }),
  say({ content: "c", ...evil() }),
  { ...finish(), usage: evil() },
];

const WAYS = {
  chunks: async (client) =>
    collect(await client.chat.completions.create({ ...params, stream: true })),
  text: async (client) =>
    collect((await client.chat.completions.create({ ...params, stream: true })).text()),
  "the whole answer": async (client) =>
    (await client.chat.completions.create({ ...params, stream: true })).finalChatCompletion(),
  "stream()": async (client) => client.chat.completions.stream(params).finalChatCompletion(),
};
for (const [way, run] of Object.entries(WAYS)) {
  test(`chunks cannot reach a prototype: ${way}`, async () => {
    const result = await withoutPollution(() => run(replay(OpenAI, [evilChunks()])));
    assert.equal(result.polluted, undefined);
    assert.match(JSON.stringify(result), /a.*b.*c/);
  });
}

test("an answer and an error cannot reach a prototype", async () => {
  await withoutPollution(() =>
    replay(OpenAI, [{ ...whole({ content: "a", ...evil() }), ...evil() }]).chat.completions.create(
      params,
    ),
  );
  const failing = clientOf({
    fetch: async () => new Response(`{"error":${EVIL}}`, { status: 400 }),
  });
  const error = await withoutPollution(() =>
    failing.models.list().then(assert.fail, (error) => error),
  );
  assert.ok(error instanceof OpenAI.BadRequestError);
  assert.equal(error.polluted, undefined);
});

test("the arguments of a tool cannot reach a prototype", async () => {
  let got;
  const answers = [
    [
      say({ role: "assistant" }),
      call({
        index: 0,
        id: "c",
        type: "function",
        function: { name: "look", arguments: EVIL.slice(0, 20) },
      }),
      call({ index: 0, function: { arguments: EVIL.slice(20) } }),
      finish("tool_calls"),
    ],
    [say({ content: "done" }), finish()],
  ];
  const tools = [
    {
      type: "function",
      function: {
        name: "look",
        parameters: { type: "object" },
        parse: JSON.parse,
        function: (args) => {
          got = args;
          return "seen";
        },
      },
    },
  ];
  await withoutPollution(() =>
    replay(OpenAI, answers)
      .chat.completions.runTools({ ...params, stream: true, tools })
      .done(),
  );
  assert.deepEqual(Object.keys(got), ["__proto__", "constructor"]);
  assert.equal(got.polluted, undefined);
});

test("JSON that is still arriving cannot reach a prototype", async () => {
  const value = await withoutPollution(() => {
    const json = new PartialJson();
    for (const character of EVIL) json.push(character);
    return json.value;
  });
  assert.deepEqual(Object.keys(value), ["__proto__", "constructor"]);
  assert.equal(value.polluted, undefined);
});

test("options that come from JSON cannot reach a prototype, and give no authority", async () => {
  const options = JSON.parse(
    '{"headers":{"__proto__":"x","x-a":"1"},"query":{"__proto__":{"polluted":1}},' +
      '"__proto__":{"polluted":1,"maxRetries":9}}',
  );
  await simulator.clearRequests();
  await withoutPollution(() => clientOf().models.list(options));
  const [{ headers, query }] = await simulator.requests();
  assert.equal(headers["x-a"], "1");
  assert.equal(query, "__proto__%5Bpolluted%5D=1");
});

test("an answer grows where nothing can be set on a prototype", async () => {
  const printed = await runModule(
    `import OpenAI from "brivionix";
     Object.freeze(Object.prototype);
     const body = ${JSON.stringify(
       [say({ content: "a", toString: "t", constructor: 1 }), finish()]
         .map((data) => `data: ${JSON.stringify(data)}\n\n`)
         .join(""),
     )};
     const headers = { "content-type": "text/event-stream" };
     const client = new OpenAI({ apiKey: "k", fetch: async () => new Response(body, { headers }) });
     const completion = await client.chat.completions.stream({ model: "m", messages: [] }).finalChatCompletion();
     console.log(JSON.stringify(completion.choices[0].message));`,
  );
  const { content, toString: text, constructor: Class } = JSON.parse(printed);
  assert.deepEqual([content, text, Class], ["a", "t", 1]);
});

// Paths and addresses

const NAMES = [
  "../chat/completions",
  "..%2fadmin",
  "..\\admin",
  "a/../../admin",
  "/admin",
  "//evil.example/x",
  "https://evil.example/x",
  "a?admin=1",
  "a#b",
  "%2e%2e/admin",
  "a\r\nhost: evil.example",
  "a\tb",
];
for (const name of NAMES) {
  test(`as the name of a model, ${JSON.stringify(name)} stays below /models`, async () => {
    await simulator.clearRequests();
    const error = await clientOf()
      .models.retrieve(name)
      .then(assert.fail, (error) => error);
    assert.ok(error instanceof OpenAI.OpenAIError, `${error}`);
    const requests = await simulator.requests();
    assert.equal(requests.length, 1);
    for (const { path, query, headers } of requests) {
      assert.match(path, /^\/v1\/models\/[^/]+$/);
      assert.ok(!query);
      assert.equal(headers.host, `127.0.0.1:${simulator.port}`);
    }
  });
}

for (const name of ["", ".", "..", null, undefined, {}]) {
  test(`${JSON.stringify(name)} is no name of a model, and nothing is sent`, async () => {
    await simulator.clearRequests();
    await assert.rejects(async () => clientOf().models.retrieve(name), OpenAI.OpenAIError);
    assert.deepEqual(await simulator.requests(), []);
  });
}

test("a base URL that is not the web's is an error that does not quote it", async () => {
  for (const baseURL of ["file:///etc/passwd", "javascript:alert(1)//secret", "secret", "//"]) {
    const error = await clientOf({ baseURL })
      .models.list()
      .then(assert.fail, (error) => error);
    assert.ok(error instanceof OpenAI.OpenAIError, `${baseURL}: ${error}`);
    assert.doesNotMatch(error.message, /secret|passwd|sk-test/);
  }
});

test("a password in a base URL is an error that does not quote it, and nothing is sent", async () => {
  await simulator.clearRequests();
  for (const name of ["secret", "user:secret"]) {
    const baseURL = `${simulator.url}/v1`.replace("//", `//${name}@`);
    const error = await clientOf({ baseURL })
      .models.list()
      .then(assert.fail, (error) => error);
    assert.ok(error instanceof OpenAI.OpenAIError, `${error}`);
    assert.doesNotMatch(inspect(error, { showHidden: true }), /secret/);
  }
  assert.deepEqual(await simulator.requests(), []);
});

// Headers

test("a text in place of headers is an error that does not quote it", async () => {
  const headers = "x-a: secret";
  for (const send of [
    () => clientOf({ defaultHeaders: headers }).models.list(),
    () => clientOf().models.list({ headers }),
  ]) {
    const error = await send().then(assert.fail, (error) => error);
    assert.ok(error instanceof OpenAI.OpenAIError, `${error}`);
    assert.doesNotMatch(inspect(error, { showHidden: true }), /secret/);
  }
});

const BREAKS = ["secret\r\nx-evil: 1", "secret\nx-evil: 1", "secret\rx", "secret\0x"];
const PLACES = {
  "the key": (text) => clientOf({ apiKey: text }).models.list(),
  "a key from a function": (text) => clientOf({ apiKey: () => text }).models.list(),
  "the organization": (text) => clientOf({ organization: text }).models.list(),
  "a default header": (text) => clientOf({ defaultHeaders: { "x-a": text } }).models.list(),
  "a header of a call": (text) => clientOf().models.list({ headers: { "x-a": text } }),
  "the name of a header": (text) => clientOf().models.list({ headers: { [text]: "1" } }),
  "the idempotency key": (text) => clientOf().models.list({ idempotencyKey: text }),
};
for (const [place, send] of Object.entries(PLACES)) {
  test(`a line break in ${place} is an error, and nothing is sent`, async () => {
    await simulator.clearRequests();
    for (const text of BREAKS) {
      const error = await send(text).then(assert.fail, (error) => error);
      assert.ok(error instanceof OpenAI.OpenAIError, `${error}`);
      if (place !== "the name of a header") {
        assert.doesNotMatch(inspect(error, { showHidden: true }), /secret/);
      }
    }
    assert.deepEqual(await simulator.requests(), []);
  });
}

// Sizes

test("an event without an end is an error, before it takes more memory than the limit", async () => {
  let sent = 0;
  const piece = new TextEncoder().encode("x".repeat(1 << 20));
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode("data: ")),
    pull(controller) {
      sent += 1;
      controller.enqueue(piece);
    },
  });
  const client = clientOf({
    fetch: async () => new Response(body, { headers: { "content-type": "text/event-stream" } }),
  });
  const stream = await client.chat.completions.create({ ...params, stream: true });
  const error = await collect(stream).then(assert.fail, (error) => error);
  assert.ok(error instanceof OpenAI.OpenAIError);
  assert.match(error.message, /an event of over \d+ bytes/);
  assert.ok(sent < 12, `${sent} MB were read`);
});

test("unsafe code stands in the allocator that counts, which is not shipped, and nowhere else", async () => {
  const root = new URL("../", import.meta.url);
  const sources = [];
  for (const directory of ["src", "fuzz", "simulator", "xtask", "tests"]) {
    const files = await readdir(new URL(directory, root), { recursive: true });
    sources.push(...files.map((file) => `${directory}/${file}`));
  }
  const unsafe = [];
  for (const file of sources.filter((file) => file.endsWith(".rs"))) {
    const code = (await readFile(new URL(file, root), "utf8")).replace(/\/\/.*/g, "");
    if (/\bunsafe\b|allow\(.*unsafe_code/.test(code)) unsafe.push(file);
  }
  assert.deepEqual(unsafe, ["fuzz/src/memory.rs"]);
  assert.match(await readFile(new URL("Cargo.toml", root), "utf8"), /^unsafe_code = "deny"$/m);
});
