/** The package as a package: its manifest, types, source maps and what `require` gives. */
import assert from "node:assert/strict";
import { access, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire, SourceMap } from "node:module";
import { dirname, join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { setUpApp } from "./matrix/support/app.mjs";
import { execute } from "./matrix/support/process.mjs";

const require = createRequire(import.meta.url);
const repository = fileURLToPath(new URL("..", import.meta.url));
const installed = dirname(require.resolve("brivionix/package.json"));
const dist = join(installed, "dist");

let app;
before(async () => {
  app = await setUpApp("linters");
});

const lint = (tool, ...args) => execute(join(app, "node_modules/.bin", tool), args);

test("publint finds nothing to say about the manifest", async () => {
  assert.match(await lint("publint", "--strict", "--pack=false", installed), /All good!/);
});

test("the types are right for every way to resolve them", async () => {
  // The wasm has no types: it is there to be served, not to be imported.
  const args = ["--format=ascii", "--exclude-entrypoints", "engine.wasm", "slim.wasm"];
  assert.match(await lint("attw", process.env.BRIVIONIX_TARBALL, ...args), /No problems found/);
});

for (const { kind, file, options } of [
  {
    kind: "a bundler",
    file: "main.ts",
    options: ["--module", "esnext", "--moduleResolution", "bundler"],
  },
  { kind: "Node, ESM", file: "main.mts", options: ["--module", "nodenext"] },
  { kind: "Node, CommonJS", file: "main.cts", options: ["--module", "nodenext"] },
]) {
  test(`a program type-checks as in ${kind}`, async () => {
    const main = join(app, file);
    await writeFile(
      main,
      `import OpenAI, { APIError, Brivionix, type ClientOptions } from "brivionix";
       import Core, { type ClientOptions as CoreOptions } from "brivionix/core";
       import { init } from "brivionix/slim";
       const options: ClientOptions = { apiKey: async () => "t" };
       export const client: Brivionix = new OpenAI(options);
       export const isOurs = (error: unknown): error is APIError => error instanceof OpenAI.APIError;
       export const core: Core = new Core(options satisfies CoreOptions);
       export const ready: Promise<void> = init(new URL("http://localhost/engine.wasm"));
       export async function text(): Promise<string> {
         const messages = [{ role: "user" as const, content: "Hi" }];
         const stream = await client.chat.completions.create({ model: "m", messages, stream: true });
         let text = "";
         for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
         return text;
       }
       // @ts-expect-error No such option.
       new OpenAI({ key: "" });`,
    );
    // Several compilers are installed, and they share the name of their command.
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    const strict = [
      "--ignoreConfig",
      "--noEmit",
      "--strict",
      "--skipLibCheck",
      "false",
      "--types",
      "",
    ];
    await execute(
      process.execPath,
      [tsc, ...strict, "--lib", "es2023,esnext.disposable,dom,dom.iterable", ...options, main],
      {
        cwd: app,
      },
    );
  });
}

for (const path of ["brivionix", "brivionix/core", "brivionix/slim"]) {
  test(`\`require("${path}")\` gives the class, with every export as a property`, async () => {
    const OpenAI = require(path);
    assert.equal(typeof new OpenAI({ apiKey: "sk-test" }).chat.completions.create, "function");
    for (const [name, value] of Object.entries(await import(path))) {
      if (name !== "module.exports") assert.equal(typeof OpenAI[name], typeof value, name);
    }
    assert.equal(OpenAI.default, OpenAI);
    assert.equal(OpenAI.__esModule, true);
    assert.ok(!Object.keys(OpenAI).includes("__esModule"));
  });
}

test("`brivionix/core` exports what `brivionix/slim` does, and `brivionix` what helpers add", async () => {
  const names = async (path) => Object.keys(await import(path)).sort();
  const core = await names("brivionix/core");
  const slim = await names("brivionix/slim");
  assert.deepEqual(
    slim.filter((name) => name !== "init"),
    core,
  );
  const all = await names("brivionix");
  assert.deepEqual(
    core.filter((name) => !all.includes(name)),
    [],
  );
  assert.ok(all.length > core.length);
});

test("what is not used leaves the bundle", async () => {
  const stdin = {
    contents: `import "brivionix"; import "brivionix/core"; import "brivionix/slim";`,
    resolveDir: repository,
  };
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "silent",
  });
  assert.doesNotMatch(outputFiles[0].text, /chat/);
});

test("no file asks for more than it can have everywhere", async () => {
  for (const name of await bundles()) {
    const code = await readFile(join(dist, name), "utf8");
    assert.doesNotMatch(code, /\beval\(|new Function\(|\brequire\(|import\(|from"node:/, name);
    assert.doesNotMatch(code, /(?<![\w.$?])process[.[]/, `${name} needs a process`);
  }
});

/** A text in each bundle that has nothing of the client. */
const MARKERS = {
  helpers: "The JSON does not fit",
  gateway: "The gateway has no such path.",
};

test("source maps lead to the sources, and tell nothing of the machine", async () => {
  const names = await bundles();
  assert.ok(names.length >= 6);
  for (const name of names) {
    const [start] = name.split(".");
    const marker = MARKERS[start] ?? "No API key: pass `apiKey`";
    const code = await readFile(join(dist, name), "utf8");
    assert.ok(code.trimEnd().endsWith(`//# sourceMappingURL=${name}.map`), name);
    const map = JSON.parse(await readFile(join(dist, `${name}.map`), "utf8"));
    for (const source of map.sources) {
      assert.match(source, /^\.\.\/src\/(js|web)\/[\w/-]+\.(ts|js|txt)$/);
      // Nobody reads the module as text.
      if (!source.endsWith(".txt")) await access(join(dist, source));
    }
    const lines = code.split("\n");
    const line = lines.findIndex((text) => text.includes(marker));
    const { originalSource, originalLine } = new SourceMap(map).findEntry(
      line,
      lines[line].indexOf(marker),
    );
    const source = await readFile(join(dist, originalSource), "utf8");
    assert.ok(source.split("\n")[originalLine].includes(marker), name);
  }
});

test("the package holds code, types, sources and texts, and nothing else", async () => {
  const entries = await readdir(installed, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(installed.length + 1));
  const code = /^dist\/[\w/-]+\.(c?js(\.map)?|d\.c?ts|wasm)$/;
  const sources = /^src\/(js\/[\w/-]+\.ts|web\/(engine|slim)\.js)$/;
  const texts = new Set(["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"]);
  for (const name of ["package.json", "THIRD-PARTY-LICENSES.txt"]) texts.add(name);
  const others = names.filter((name) => !code.test(name) && !sources.test(name));
  assert.deepEqual(others.sort(), [...texts].sort());
  assert.deepEqual(
    names.filter((name) => /test|bench|fixture/.test(name)),
    [],
  );
});

test("nothing tells of the machine that built the package", async () => {
  const names = (await readdir(installed, { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile(),
  );
  assert.ok(names.length > 20);
  for (const { parentPath, name } of names) {
    const text = await readFile(join(parentPath, name), "latin1");
    assert.doesNotMatch(text, /\/(root|home|Users|tmp|rustc)\/|\.cargo|registry\/src/, name);
    assert.ok(!text.includes(repository), name);
  }
});

test("the licences of what is compiled in come along", async () => {
  const text = await readFile(join(installed, "THIRD-PARTY-LICENSES.txt"), "utf8");
  const lock = await readFile(join(repository, "Cargo.lock"), "utf8");
  const [, version] = /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(lock);
  assert.match(text, new RegExp(`^wasm-bindgen ${version}\nLicence: MIT OR Apache-2.0$`, "m"));
  assert.match(text, /^The Rust standard library/m);
  const parts = text.split(/^-{70,}$/m).slice(1);
  assert.ok(parts.length >= 3);
  for (const part of parts) assert.match(part, /Licence: .*Permission is hereby granted/s);
});

test("the types lead nowhere but to files of the package", async () => {
  const names = (await readdir(dist, { recursive: true })).filter((name) =>
    /\.d\.c?ts$/.test(name),
  );
  for (const name of names) {
    const text = await readFile(join(dist, name), "utf8");
    for (const [, path] of text.matchAll(/^(?!\s*\*).*(?:from |import\()"([^"]+)"/gm)) {
      const file = join(dirname(name), path).replace(/\.(c?)js$/, ".d.$1ts");
      assert.ok(names.includes(file), `${name} imports ${path}`);
    }
  }
});

/** Every file of code. */
async function bundles() {
  return (await readdir(dist)).filter((name) => /\.c?js$/.test(name));
}
