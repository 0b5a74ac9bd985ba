/** What code written for `openai` imports, and where it imports it from. */
import assert from "node:assert/strict";
import { access, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import OpenAI, * as root from "brivionix";
import { build } from "esbuild";

const require = createRequire(import.meta.url);

const paths = {
  "brivionix/api-promise": ["APIPromise"],
  "brivionix/client": ["OpenAI"],
  "brivionix/core/error": ["APIError", "OpenAIError", "RateLimitError"],
  "brivionix/core/streaming": ["Stream"],
  "brivionix/error": ["APIError", "APIUserAbortError"],
  "brivionix/index": ["OpenAI", "default"],
  "brivionix/lib/ChatCompletionRunner": ["ChatCompletionRunner"],
  "brivionix/lib/ChatCompletionStream": ["ChatCompletionStream"],
  "brivionix/lib/ChatCompletionStreamingRunner": ["ChatCompletionStreamingRunner"],
  "brivionix/pagination": ["Page", "PagePromise"],
  "brivionix/resources": ["Chat", "Completions", "Models"],
  "brivionix/resources/chat/completions": ["Completions"],
  "brivionix/resources/index.mjs": ["Chat"],
  "brivionix/streaming": ["Stream"],
  "brivionix/streaming.js": ["Stream"],
  "brivionix/error.mjs": ["APIError"],
};

for (const [path, names] of Object.entries(paths)) {
  test(`${path} has the very classes of the package`, async () => {
    const module = await import(path);
    for (const name of names) {
      assert.equal(typeof module[name], "function", name);
      assert.equal(module[name], root[name], name);
    }
  });
}

test("every path of openai that has a class of the package leads to it, also with an ending", async () => {
  const theirs = dirname(fileURLToPath(import.meta.resolve("openai")));
  const files = await readdir(theirs, { recursive: true });
  // What is about web sockets needs a package that is not here.
  const wanted = /^((core|lib|resources)\/(?!.*\bws).+|[\w-]+)\.mjs$/;
  const modules = files.filter((file) => wanted.test(file));
  let found = 0;
  for (const file of modules) {
    const path = file.replace(".mjs", "");
    const names = Object.keys(await import(`openai/${path}`));
    const ours = names.filter((name) => name !== "default" && typeof root[name] === "function");
    if (ours.length === 0) continue;
    for (const ending of ["", ".js", ".mjs"]) {
      const module = await import(`brivionix/${path}${ending}`);
      for (const name of ours) assert.equal(module[name], root[name], `${name} of ${path}`);
    }
    found += 1;
  }
  assert.ok(found > 20, `${found} paths`);
});

test("a path that openai does not have, or of which nothing is here, is none", async () => {
  const manifest = require("brivionix/package.json");
  const own = /^\.(\/(core|slim|gateway|helpers|engine\.wasm|slim\.wasm|package\.json))?$/;
  const aliases = Object.keys(manifest.exports).filter((path) => !own.test(path));
  assert.ok(aliases.length > 40);
  for (const alias of aliases) {
    const path = alias.replace("./", "openai/").replace("*", "mjs");
    await access(fileURLToPath(import.meta.resolve(path)));
  }
  for (const path of ["core/eror", "core/uploads", "lib/AssistantStream", "resources/files"]) {
    const unknown = { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" };
    await assert.rejects(import(`brivionix/${path}`), unknown, path);
    assert.throws(() => require(`brivionix/${path}`), unknown, path);
  }
});

test("a bundle of several paths holds the package once", async () => {
  const size = async (contents) => {
    const stdin = { contents, resolveDir: import.meta.dirname };
    const { outputFiles } = await build({ stdin, bundle: true, format: "esm", write: false });
    return outputFiles[0].contents.length;
  };
  const one = 'export { OpenAI, Stream } from "brivionix";';
  const two = 'export { OpenAI } from "brivionix"; export { Stream } from "brivionix/streaming";';
  assert.ok((await size(two)) < (await size(one)) * 1.01);
});

test("a method can be replaced for tests, where openai's is", async () => {
  const { prototype } = OpenAI.Chat.Completions;
  const { create } = prototype;
  prototype.create = async ({ model }) => `an answer of ${model}`;
  try {
    const client = new OpenAI({ apiKey: "sk-test" });
    assert.equal(await client.chat.completions.create({ model: "a" }), "an answer of a");
  } finally {
    prototype.create = create;
  }
  assert.ok(new OpenAI({ apiKey: "sk-test" }).models instanceof OpenAI.Models);
});

test("the helpers of zod are where openai has them, for require too", async () => {
  const names = ["responseFormat", "tool", "zodFunction", "zodResponseFormat", "Conversation"];
  for (const path of ["brivionix/helpers", "brivionix/helpers/zod", "brivionix/helpers/zod.mjs"]) {
    for (const module of [await import(path), require(path)]) {
      for (const name of names) assert.equal(typeof module[name], "function", name);
    }
  }
});

test("classes have their names, also where they are minified", async () => {
  const client = new OpenAI({ apiKey: "sk-test" });
  const call = client.models.list();
  call.catch(() => {});
  const objects = { OpenAI: client, Chat: client.chat, Models: client.models, PagePromise: call };
  for (const [name, object] of Object.entries(objects)) assert.equal(object.constructor.name, name);
  // Nobody has one of these under another name.
  const unnamed = new Set(["AbstractChatCompletionRunner", "PartialJson"]);
  assert.equal(client.chat.completions.constructor.name, "Completions");
  const classes = Object.entries(root).filter(
    ([name, value]) => /^[A-Z]/.test(name) && typeof value === "function" && !unnamed.has(name),
  );
  assert.ok(classes.length > 25);
  for (const [name, value] of classes) {
    const own = { Brivionix: "OpenAI" }[name] ?? name;
    assert.equal(value.name, own);
  }
  class Tenant extends OpenAI {}
  assert.equal(Tenant.name, "Tenant");
  assert.equal(new Tenant({ apiKey: "sk-test" }).withOptions({}).constructor.name, "Tenant");
});
