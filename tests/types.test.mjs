/** The types of the installed package, to compilers of several versions and with many settings. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { compile, findCompilers, typesIn, undocumented } from "./support/typescript.mjs";

const compilers = await findCompilers();
const [newest] = compilers.slice(-1);

const GENERAL = [
  "assert-itself.ts",
  "calls.ts",
  "errors.ts",
  "helpers.ts",
  "messages.ts",
  "names.ts",
  "options.ts",
];

const resolutions = {
  bundler: { module: "ESNext", moduleResolution: "bundler" },
  node16: { module: "Node16", moduleResolution: "node16" },
  nodenext: { module: "NodeNext", moduleResolution: "nodenext" },
};
const environments = {
  "a page": { lib: ["ES2022", "DOM", "DOM.Iterable"] },
  "a web worker": { lib: ["ES2022", "WebWorker"] },
  Node: { lib: ["ES2022"], types: ["node"] },
  "a Cloudflare worker": { lib: ["ES2022"], types: ["@cloudflare/workers-types"] },
};
const page = { ...resolutions.bundler, ...environments["a page"] };

for (const compiler of compilers) {
  for (const [resolution, options] of Object.entries(resolutions)) {
    test(`TypeScript ${compiler.version}: types hold with ${resolution} resolution`, async () => {
      const all = { ...page, ...options };
      assert.deepEqual(await compile(compiler, GENERAL, all), []);
    });
  }
  for (const resolution of ["node16", "nodenext"]) {
    test(`TypeScript ${compiler.version}: types hold for require with ${resolution}`, async () => {
      const all = { ...page, ...resolutions[resolution] };
      assert.deepEqual(await compile(compiler, ["required.cts"], all), []);
    });
  }
  for (const [environment, options] of Object.entries(environments).slice(1)) {
    test(`TypeScript ${compiler.version}: types hold for ${environment}`, async () => {
      const all = { ...resolutions.bundler, ...options };
      assert.deepEqual(await compile(compiler, GENERAL, all), []);
    });
  }
  test(`TypeScript ${compiler.version}: the gateway is a listener to Node's own types`, async () => {
    const all = { ...resolutions.nodenext, ...environments.Node };
    assert.deepEqual(await compile(compiler, ["gateway.ts"], all), []);
  });
  test(`TypeScript ${compiler.version}: the types are those of openai`, async () => {
    assert.deepEqual(await compile(compiler, ["openai.ts"], page), []);
  });
}

for (const [resolution, options] of Object.entries(resolutions)) {
  test(`without the types of \`fetch\` only libraries are to be skipped with ${resolution}`, async () => {
    const source = `
      import OpenAI, { type ClientOptions } from "brivionix";
      const options: ClientOptions = { apiKey: "t", maxRetries: 1 };
      const messages = [{ role: "user" as const, content: "Hi" }];
      const { chat } = new OpenAI(options);
      for await (const chunk of await chat.completions.create({ model: "m", messages, stream: true })) {
        const text: string | null | undefined = chunk.choices[0]?.delta.content;
        // @ts-expect-error It is a text.
        const number: number = chunk.choices[0]?.delta.content;
      }
      export {};`;
    const bare = { ...options, lib: ["ES2022"], skipLibCheck: true };
    assert.deepEqual(await compile(newest, [], bare, { "bare.mts": source }), []);
  });
}

/** Declares whatever a source imports from the package as anything. */
function loosened(source) {
  const lists = source.matchAll(
    /import (type )?(\w+)?(?:, )?(?:\{([^}]*)\})? from "brivionix(?:\/helpers)?(?:\/zod)?"/g,
  );
  const names = [...lists].flatMap(([, , , list = ""]) => list.split(","));
  const declared = names.map((name) => name.replace("type ", "").trim()).filter(Boolean);
  const lines = declared.map(
    (name) => `export const ${name}: any; export type ${name}<_ = any> = any;`,
  );
  const body = `{ const all: any; export default all; ${lines.join("")} }`;
  const paths = ["brivionix", "brivionix/helpers", "brivionix/helpers/zod"];
  return paths.map((path) => `declare module "${path}" ${body}`).join("");
}

for (const file of GENERAL.filter((name) => !/names|itself/.test(name))) {
  test(`${file}: every expected error comes from the types`, async () => {
    const source = await readFile(new URL(`types/${file}`, import.meta.url), "utf8");
    const expected = source.match(/@ts-expect-error/g).length;
    // Were everything allowed, none of those errors would be left.
    const errors = await compile(newest, [file], page, { "loosened.d.ts": loosened(source) });
    const unused = errors.filter((line) => line.includes("TS2578"));
    assert.equal(unused.length, expected, errors.join("\n"));
  });
}

test("every public member has a doc comment, which editors show", () => {
  assert.deepEqual(undocumented("brivionix"), []);
  assert.deepEqual(undocumented("brivionix/helpers"), []);
  assert.deepEqual(undocumented("brivionix/gateway"), []);
});

test("namespaces have the names of openai, except for stored answers and helpers", () => {
  const absent = [
    "ChatCompletionListParams",
    "ChatCompletionParseParams",
    "ChatCompletionUpdateParams",
    "ChatCompletionsPage",
    "ParsedChatCompletion",
    "ParsedChatCompletionMessage",
    "ParsedChatCompletionMessageToolCall",
    "ParsedChoice",
    "ParsedFunction",
    "ParsedFunctionToolCall",
  ];
  const missing = (...path) => {
    const ours = typesIn("brivionix", ...path);
    return typesIn("openai", ...path).filter((name) => !ours.includes(name));
  };
  assert.deepEqual(missing("OpenAI", "Chat"), absent);
  const messages = ["MessageListParams", "Messages"];
  assert.deepEqual(missing("OpenAI", "Chat", "Completions"), [...absent, ...messages].sort());
  // There, openai has much else, and `Completions` are those before chat.
  const exported = typesIn("brivionix");
  const known = missing("OpenAI").filter((name) => exported.includes(name));
  assert.deepEqual(known, ["Completions", ...absent.filter((name) => exported.includes(name))]);
});
