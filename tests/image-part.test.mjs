/** `imagePart`: what it makes of images in every form, in every runtime. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import OpenAI, { imagePart } from "brivionix";
import { build } from "esbuild";
import { launchChromium } from "./support/browser.mjs";
import { gif, jpeg, png, pngDataURL, webp } from "./support/images.mjs";
import { runModule, systemNode } from "./support/process.mjs";
import { startSimulator } from "./support/simulator.mjs";
import { startWorker } from "./support/workerd.mjs";

const installed = dirname(dirname(fileURLToPath(import.meta.resolve("brivionix"))));
const pages = fileURLToPath(new URL("pages", import.meta.url));

let simulator;
let client;
before(async () => {
  simulator = await startSimulator({ args: ["--www", pages, "--pkg", installed] });
  client = new OpenAI({ apiKey: "sk-test", baseURL: `${simulator.url}/v1` });
});
after(() => simulator?.stop());

const formats = { PNG: png(3, 2), JPEG: jpeg(3, 2), GIF: gif(3, 2), WebP: webp(3, 2) };

const dataURL = (type, bytes) => `data:image/${type};base64,${bytes.toString("base64")}`;
const url = async (...input) => (await imagePart(...input)).image_url.url;

async function refusal(...input) {
  const error = await imagePart(...input).then(assert.fail, (error) => error);
  assert.ok(error instanceof OpenAI.OpenAIError, String(error));
  return error;
}

for (const [format, bytes] of Object.entries(formats)) {
  test(`${format}: the API sees the image that it was given`, async () => {
    const completion = await client.chat.completions.create({
      model: "gpt-5.4-mini",
      messages: [{ role: "user", content: [await imagePart(bytes)] }],
    });
    assert.equal(
      completion.choices[0].message.content,
      `I can see a ${format} image, 3×2 pixels, ${bytes.length} bytes.`,
    );
  });
}

test("bytes in any form make the same part", async () => {
  const bytes = formats.PNG;
  const expected = { type: "image_url", image_url: { url: dataURL("png", bytes) } };
  const buffer = Uint8Array.from(bytes).buffer;
  const padded = new Uint8Array([9, ...bytes, 9]);
  for (const source of [
    buffer,
    new Uint8Array(buffer),
    new DataView(padded.buffer, 1, bytes.length),
    padded.subarray(1, -1),
    new Blob([bytes]),
    new File([bytes], "photo.jpg", { type: "image/jpeg" }),
  ]) {
    assert.deepEqual(await imagePart(source), expected, source.constructor.name);
  }
});

test("the media type is what the bytes show, not what is claimed", async () => {
  assert.equal(
    await url(new File([formats.GIF], "a.png", { type: "image/png" })),
    dataURL("gif", formats.GIF),
  );
  assert.equal(await url(dataURL("png", formats.WebP)), dataURL("webp", formats.WebP));
});

test("URLs stay as they are, and nothing is fetched", async () => {
  await simulator.clearRequests();
  const address = `https://${new URL(simulator.url).host}/cat.png?size=large#top`;
  assert.equal(await url(address), address);
  assert.equal(await url(new URL(address)), address);
  assert.equal(await url(new URL(pngDataURL(3, 2))), pngDataURL(3, 2));
  assert.deepEqual(await simulator.requests(), []);
});

test("`detail` is passed on", async () => {
  const { image_url } = await imagePart("https://example.com/a.png", { detail: "high" });
  assert.deepEqual(image_url, { url: "https://example.com/a.png", detail: "high" });
});

test("a large image comes out whole", async () => {
  for (const length of [24_575, 24_576, 24_577, 3_000_000]) {
    const bytes = Buffer.concat([formats.PNG, randomBytes(length - formats.PNG.length)]);
    // Not `assert.equal`, which would print megabytes.
    assert.ok((await url(bytes)) === dataURL("png", bytes), `${length} bytes`);
  }
});

test("an image over the limit is refused, before it is read", async () => {
  const bytes = formats.PNG;
  const unreadable = Object.assign(new Blob([bytes]), { arrayBuffer: assert.fail });
  for (const source of [bytes, unreadable, dataURL("png", bytes)]) {
    const { message } = await refusal(source, { maxBytes: bytes.length - 1 });
    assert.match(message, /too large/);
    assert.match(message, new RegExp(`\\b${bytes.length - 1}\\b`));
  }
  for (const source of [bytes, new Blob([bytes]), dataURL("png", bytes)]) {
    await imagePart(source, { maxBytes: bytes.length });
  }
  const limit = 20 * 1024 * 1024;
  const largest = Buffer.concat([bytes, Buffer.alloc(limit - bytes.length)]);
  assert.equal((await url(largest)).length, 22 + Math.ceil(limit / 3) * 4);
  assert.match((await refusal(Buffer.concat([largest, Buffer.alloc(1)]))).message, /too large/);
  assert.match((await refusal(bytes, { maxBytes: Number.NaN })).message, /maxBytes/);
});

for (const [what, source] of Object.entries({
  text: new Blob(["secret words"]),
  "an SVG image": new Blob(["<svg>secret</svg>"], { type: "image/svg+xml" }),
  "a HEIC image": Buffer.from("\0\0\0\x18ftypheic", "latin1"),
  "another RIFF file": Buffer.from("RIFF\0\0\0\0WAVEfmt ", "latin1"),
  "an empty file": new File([], "secret.png", { type: "image/png" }),
  "the first bytes of an image": formats.PNG.subarray(0, 4),
  "a data URL of text": "data:image/png;base64,c2VjcmV0IHdvcmRzIHRoYXQgYXJlIGxvbmc=",
  "a data URL that is not base64": "data:image/png;base64,%%%secret",
})) {
  test(`${what} is refused in words that quote nothing`, async () => {
    const { message } = await refusal(source);
    assert.match(message, /PNG, JPEG, WebP/);
    assert.doesNotMatch(message, /secret|c2Vj/);
  });
}

test("what is no image at all is refused with what would be one", async () => {
  for (const source of [undefined, null, 7, {}, []]) {
    assert.match((await refusal(source)).message, /File, Blob, ArrayBuffer/);
  }
  for (const source of [
    "/secret/cat.png",
    "",
    "http://secret/",
    "file:///secret",
    "data:,secret",
  ]) {
    const { message } = await refusal(source);
    assert.match(message, /https:/);
    assert.doesNotMatch(message, /secret/);
  }
});

test("a file that cannot be read is an error with its cause", async () => {
  const cause = new Error("gone");
  const file = Object.assign(new Blob(["x"]), { arrayBuffer: () => Promise.reject(cause) });
  const error = await refusal(file);
  assert.match(error.message, /could not be read/);
  assert.equal(error.cause, cause);
});

test("an image in the machine's own Node", async () => {
  const source = `import { imagePart } from "brivionix";
    const bytes = Buffer.from("${formats.PNG.toString("hex")}", "hex");
    console.log((await imagePart(new File([bytes], "a.png"))).image_url.url);`;
  const printed = await runModule(source, { node: systemNode });
  assert.equal(printed.trim(), dataURL("png", formats.PNG));
});

test("a page that does not use it does not carry it", async () => {
  const bundled = async (source) => {
    const stdin = { contents: source, resolveDir: import.meta.dirname };
    const options = { bundle: true, format: "esm", minify: true, write: false, stdin };
    const { outputFiles } = await build(options);
    return outputFiles[0].text.includes("data:image/");
  };
  assert.equal(await bundled('import { imagePart } from "brivionix"; imagePart(file);'), true);
  assert.equal(await bundled('import OpenAI from "brivionix"; new OpenAI();'), false);
});

test("a file from an input in Chromium, with and without native base64", async () => {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`${simulator.url}/module.html`);
    await page.setContent('<input type="file" />');
    const photo = { name: "photo.jpg", mimeType: "image/jpeg", buffer: png(40, 30) };
    await page.locator("input").setInputFiles(photo);
    const result = await page.evaluate(async (baseURL) => {
      const { default: OpenAI, imagePart } = await import("/pkg/dist/index.js");
      const [file] = document.querySelector("input").files;
      const part = await imagePart(file);
      const client = new OpenAI({ apiKey: "token", baseURL });
      const messages = [{ role: "user", content: [part] }];
      const completion = await client.chat.completions.create({ model: "gpt-5.4-mini", messages });
      const native = typeof Uint8Array.prototype.toBase64;
      delete Uint8Array.prototype.toBase64;
      const fallback = await imagePart(file);
      const empty = await imagePart(document.createElement("input").files?.[0]).catch(String);
      return { answer: completion.choices[0].message.content, native, part, fallback, empty };
    }, `${simulator.url}/v1`);
    assert.match(result.answer, /PNG image, 40×30 pixels/);
    assert.equal(result.native, "function");
    assert.equal(result.part.image_url.url, dataURL("png", photo.buffer));
    assert.deepEqual(result.fallback, result.part);
    assert.match(result.empty, /An image is a File/);
  } finally {
    await browser.close();
  }
});

test("an image in workerd", async () => {
  const fixture = fileURLToPath(new URL("fixtures/image-worker.js", import.meta.url));
  const worker = await startWorker(fixture, {
    bindings: { API_KEY: "sk-test", BASE_URL: `${simulator.url}/v1` },
  });
  const ask = async (query, body) => {
    const response = await worker.dispatchFetch(`http://worker/${query}`, { method: "POST", body });
    return response.text();
  };
  try {
    assert.match(await ask("", webp(5, 4)), /WebP image, 5×4 pixels/);
    assert.match(await ask("?url=https://example.com/a.png"), /example\.com/);
    assert.match(await ask("", "plain text"), /^true .*PNG, JPEG, WebP/);
  } finally {
    await worker.dispose();
  }
});
