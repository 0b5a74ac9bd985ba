/** Bodies that are to get nothing out of `brivionix/gateway` beyond its limits. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { chat, overheard, post, refused, serveAttacked, serveGateway } from "./support/gateway.mjs";

const { simulator, gateway, nothingWentThrough } = await serveAttacked();

const image = { type: "image_url", image_url: { url: "https://x.example/a.png" } };
const user = (...content) => [{ role: "user", content }];
const text = (body) => JSON.stringify(chat()).replace(/\}$/, `,${body}}`);
for (const [what, body, status] of [
  ["another model", chat({ model: "gpt-5.5" }), 403],
  ["a model in a list", chat({ model: ["gpt-5.4-mini"] }), 400],
  ["no model", chat({ model: undefined }), 400],
  ["a second model", text('"model":"gpt-5.5"'), 403],
  ["a model under an escaped name", text('"mod\\u0065l":"gpt-5.5"'), 403],
  ["a model in capitals", text('"Model":"gpt-5.5"'), 400],
  ["a model in other capitals", chat({ model: "GPT-5.4-mini" }), 403],
  ["a model after a space", chat({ model: " gpt-5.4-mini" }), 403],
  ["a model before a zero", chat({ model: "gpt-5.4-mini\0" }), 403],
  ["a constructor", chat({ constructor: { model: "gpt-5.5" } }), 400],
  ["a prototype", text('"__proto__":{"model":"gpt-5.5"}'), 400],
  ["too many tokens", chat({ max_tokens: 101 }), 400],
  ["too many tokens in the other field", chat({ max_tokens: 1, max_completion_tokens: 101 }), 400],
  ["tokens in capitals", chat({ MAX_TOKENS: 101 }), 400],
  ["tokens with the sign of Kelvin", chat({ "max_to\u212aens": 101 }), 400],
  ["tokens with a long s", chat({ "max_token\u017f": 101 }), 400],
  ["tokens in a text", chat({ max_tokens: "101" }), 400],
  ["tokens without end", text('"max_tokens":1e999'), 400],
  ["a part of a token", chat({ max_tokens: 0.5 }), 400],
  ["fewer than no tokens", chat({ max_tokens: -1 }), 400],
  ["two answers", chat({ n: 2 }), 400],
  ["two answers in a text", chat({ n: "2" }), 400],
  ["answers in a list", chat({ n: [1] }), 400],
  ["answers without end", text('"n":1e999'), 400],
  ["a tool that the API runs", chat({ tools: [{ type: "web_search" }] }), 400],
  ["a tool without a type", chat({ tools: [{ google_search: {} }] }), 400],
  ["a tool of two types", chat({ tools: [{ type: "function", Type: "web_search" }] }), 400],
  ["a tool in a list", chat({ tools: [[{ type: "web_search" }]] }), 400],
  ["tools that are no list", chat({ tools: { type: "web_search" } }), 400],
  ["two images", chat({ messages: user(image, image) }), 400],
  ["images in two messages", chat({ messages: [...user(image), ...user(image)] }), 400],
  [
    "images in capitals",
    chat({ messages: [{ role: "user", Content: [{ Image_URL: {} }, { Image_URL: {} }] }] }),
    400,
  ],
  [
    "an image and a file",
    chat({ messages: user(image, { type: "file", file: { file_id: "f" } }) }),
    400,
  ],
  ["a video", chat({ messages: user({ type: "video_url", video_url: { url: "x" } }) }), 400],
  ["images in a list", chat({ messages: user({ type: "image_url", image_url: ["x", "y"] }) }), 400],
  [
    "addresses in a list",
    chat({ messages: user({ ...image, image_url: { url: ["x", "y"] } }) }),
    400,
  ],
  [
    "images in a text",
    chat({ messages: user({ type: "text", text: "", image_url: "x" }, image) }),
    400,
  ],
  ["two images in a part", chat({ messages: user({ ...image, input_image: "x" }) }), 400],
  ["a second type, in capitals", chat({ messages: user({ ...image, TYPE: "file" }) }), 400],
  ["a part without a type", chat({ messages: user({ text: "x" }) }), 400],
  ["a part in a list", chat({ messages: user([image, image]) }), 400],
  ["a part that is no list", chat({ messages: [{ role: "user", content: { 0: image } }] }), 400],
  ["images beside the content", chat({ messages: [{ role: "user", images: ["x", "y"] }] }), 400],
  ["parts beside the content", chat({ messages: [{ role: "user", parts: [image, image] }] }), 400],
  ["messages that are none", chat({ messages: [null] }), 400],
  ["messages in a text", chat({ messages: "x" }), 400],
  ["a list", [], 400],
  ["null", "null", 400],
  ["half an object", '{"model":', 400],
  ["two objects", `${JSON.stringify(chat())}${JSON.stringify(chat())}`, 400],
  ["nothing", "", 400],
  ["too many bytes", chat({ user: "x".repeat(10_000) }), 413],
  ...["models", "fallbacks", "best_of", "max_new_tokens", "extra_body", "service_tier"].map(
    (name) => [`the parameter ${name}`, chat({ [name]: 2 }), 400],
  ),
  ["a stream that is no flag", chat({ stream: "yes" }), 400],
]) {
  test(`${what}: refused`, async () => {
    const response = await post(gateway.url, body);
    await refused(response, status);
    await nothingWentThrough();
  });
}

test("brackets within brackets within brackets are refused, here or there", async () => {
  const before = await serveGateway({ baseURL: `${simulator.url}/v1` });
  const body = text(`"metadata":${"[".repeat(500_000)}${"]".repeat(500_000)}`);
  assert.equal(await overheard(async () => refused(await post(before.url, body), 400)), "");
  before.close();
});

test("what is sent is what was checked, and not what was written", async () => {
  const response = await post(
    gateway.url,
    text('"model":"gpt-5.5","max_tokens":7,"model":"gpt-5.4-mini"'),
  );
  assert.equal(response.status, 200);
  const [{ body, headers }] = await simulator.requests();
  assert.deepEqual(body, chat({ max_tokens: 7 }));
  assert.equal(Number(headers["content-length"]), JSON.stringify(body).length);
});

test("images that are not too many, and texts about images, come through", async () => {
  const words = { type: "text", text: '{"type":"image_url"} image_url' };
  const messages = user(words, { ...image, image_url: { url: "data:image/png;base64,AAAA" } });
  const response = await post(gateway.url, chat({ model: "gpt-5.4-mini", messages }));
  await response.text();
  assert.equal((await simulator.requests()).length, 1);
});

test("what has been said before comes through beside a limit of images", async () => {
  const tool_calls = [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }];
  const messages = [
    { role: "system", content: ["Be brief."] },
    { role: "user", content: [{ type: "input_audio", input_audio: { data: "", format: "wav" } }] },
    { role: "assistant", content: null, refusal: null, audio: null, annotations: [], tool_calls },
    { role: "tool", tool_call_id: "c", content: "1" },
    { role: "assistant", content: [{ type: "refusal", refusal: "No." }], reasoning_content: "x" },
    { role: "user", content: "echo: hi" },
  ];
  assert.notEqual((await post(gateway.url, chat({ messages }))).status, 403);
  assert.deepEqual(
    (await simulator.requests()).map(({ body }) => body.messages),
    [messages],
  );
});

test("bytes that are no UTF-8, types that need no preflight, and packed bodies are refused", async () => {
  const bytes = Buffer.from(JSON.stringify(chat())).fill(0xff, 60, 62);
  for (const [body, headers, status] of [
    [bytes, {}, 400],
    [JSON.stringify(chat()), { "content-type": "text/plain" }, 415],
    [JSON.stringify(chat()), { "content-type": "application/x-www-form-urlencoded" }, 415],
    [JSON.stringify(chat()), { "content-type": "text/plain; application/json" }, 415],
    [JSON.stringify(chat()), { "content-encoding": "gzip" }, 415],
  ]) {
    const url = `${gateway.url}/v1/chat/completions`;
    const all = {
      authorization: "Bearer token-of-ann",
      "content-type": "application/json",
      ...headers,
    };
    await refused(await fetch(url, { method: "POST", body, headers: all }), status);
  }
  await nothingWentThrough();
});
