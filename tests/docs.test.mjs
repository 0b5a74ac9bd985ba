/**
 * Every example in the documentation runs, against the simulator.
 *
 * The word after a block's language says where: `js node`, `js worker`, `html page`. A block for
 * Node that does not import the package gets `client`, `model` and `messages` from here; one more
 * word names the fault that the client meets: `js node 429`.
 */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launchChromium } from "./support/browser.mjs";
import { codeBlocks } from "./support/markdown.mjs";
import { runModule } from "./support/process.mjs";
import { startSimulator } from "./support/simulator.mjs";
import { compile, findCompilers } from "./support/typescript.mjs";
import { startWorker } from "./support/workerd.mjs";

const repository = fileURLToPath(new URL("..", import.meta.url));
const installed = dirname(dirname(fileURLToPath(import.meta.resolve("brivionix"))));
const RUNNABLE = ["js", "javascript", "ts", "typescript", "html"];

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator?.stop());

const prelude = (fault) => `
import OpenAI from "brivionix";
const defaultHeaders = { "x-simulate": ${JSON.stringify(fault)} };
const client = new OpenAI({ defaultHeaders, maxRetries: 0 });
const model = "gpt-5.4-mini";
const messages = [{ role: "user", content: "Hello!" }];
`;

/** What is posted to a worker: a text, or what a page asks of a gateway. */
const A_TEXT = ["", { method: "POST", body: "Hello!" }];
const A_CHAT = [
  "v1/chat/completions",
  {
    method: "POST",
    headers: { "content-type": "application/json", origin: "https://app.example" },
    body: JSON.stringify({ model: "gpt-5.4-mini", messages: [{ role: "user", content: "Hi" }] }),
  },
];

const places = {
  async node(code, { language, fault }) {
    const source = code.includes('from "brivionix') ? code : prelude(fault) + code;
    const env = { BRIVIONIX_API_KEY: "sk-test", BRIVIONIX_BASE_URL: `${simulator.url}/v1` };
    if (language === "ts") assert.deepEqual(await check(source), []);
    return runModule(source, { env, name: language === "ts" ? "main.mts" : "main.mjs" });
  },

  async worker(code) {
    const directory = await mkdtemp(join(repository, "target/worker-"));
    const entry = join(directory, "worker.js");
    await writeFile(entry, code);
    const worker = await startWorker(entry, {
      bindings: { BRIVIONIX_API_KEY: "sk-test" },
      durableObjects: code.includes("env.COUNTERS") ? { COUNTERS: "Counter" } : {},
      async outboundService({ url, method, headers, body }) {
        const init = { method, headers: [...headers], body, duplex: "half" };
        return fetch(atSimulator(url), init);
      },
    });
    try {
      const [path, init] = code.includes("brivionix/gateway") ? A_CHAT : A_TEXT;
      const response = await worker.dispatchFetch(`http://worker/${path}`, init);
      assert.equal(response.status, 200);
      return await response.text();
    } finally {
      await worker.dispose();
      await rm(directory, { recursive: true });
    }
  },

  async page(code) {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      const problems = [];
      page.on("pageerror", (error) => problems.push(error.message));
      await page.route("**/*", async (route) => {
        const { host, pathname } = new URL(route.request().url());
        const package_ = pathname.split("/node_modules/brivionix/")[1];
        if (host === "brivionix.com") {
          const response = await route.fetch({ url: atSimulator(route.request().url()) });
          await route.fulfill({ response });
        } else if (package_) await route.fulfill({ path: join(installed, package_) });
        else if (pathname === "/token") await route.fulfill({ body: "short-lived" });
        else await route.fulfill({ body: code, contentType: "text/html; charset=utf-8" });
      });
      await page.goto("http://localhost/");
      await page.waitForFunction(() => document.body?.innerText.trim());
      assert.deepEqual(problems, []);
      return await page.evaluate(() => document.body.innerText);
    } finally {
      await browser.close();
    }
  },
};

/** Compiles TypeScript; resolves to the errors. */
async function check(source) {
  const [compiler] = (await findCompilers()).slice(-1);
  const options = { module: "NodeNext", lib: ["ES2022"], types: ["node"] };
  return compile(compiler, [], options, { "example.ts": source });
}

/** The same path at the simulator. */
function atSimulator(url) {
  const { pathname, search } = new URL(url);
  return simulator.url + pathname + search;
}

const files = [
  "README.md",
  ...(await readdir(join(repository, "docs"))).map((name) => `docs/${name}`),
];
for (const file of files.filter((name) => name.endsWith(".md"))) {
  const blocks = codeBlocks(await readFile(join(repository, file), "utf8"));
  for (const { language, where, fault, code, line } of blocks) {
    if (!RUNNABLE.includes(language)) continue;
    test(`${file}:${line} runs in ${where}`, async () => {
      const run = places[where];
      assert.ok(run, `say where the example runs: ${Object.keys(places).join(", ")}`);
      const printed = await run(code, { language, fault });
      if (/console|stdout|append|Response/.test(code)) assert.match(printed, /\S/);
    });
  }
}
