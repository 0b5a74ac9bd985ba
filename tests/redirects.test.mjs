/** Redirects: neither key nor prompt ever reaches another origin, in whatever header they travel. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { after, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import Brivionix from "brivionix";
import OpenAI from "openai";
import { redirected } from "./pages/redirected.js";
import { launchChromium } from "./support/browser.mjs";
import { startOrigins } from "./support/origins.mjs";
import { runModule, systemNode } from "./support/process.mjs";
import { startSimulator } from "./support/simulator.mjs";
import { startWorker } from "./support/workerd.mjs";

const installed = dirname(dirname(fileURLToPath(import.meta.resolve("brivionix"))));
const file = (path) => fileURLToPath(new URL(path, import.meta.url));

// Not before all: where a filter leaves no test, what begins there would never end.
let origins;
let browser;
let site;
let worker;
beforeEach(async () => {
  origins ??= await startOrigins();
  origins.api.requests.length = 0;
  origins.other.requests.length = 0;
});
after(async () => {
  await browser?.close();
  await worker?.dispose();
  await site?.stop();
  await origins?.stop();
});

/** By runtime: `redirected`, run there. */
const RUNTIMES = {
  [`Node ${process.version}`]: (...call) => redirected(Brivionix, ...call),
  "the machine's Node": async (...call) => {
    const source = `
      import OpenAI from "brivionix";
      import { redirected } from ${JSON.stringify(file("pages/redirected.js"))};
      console.log(JSON.stringify(await redirected(OpenAI, ...${JSON.stringify(call)})));`;
    return JSON.parse(await runModule(source, { node: systemNode }));
  },
  Chromium: async (...call) => {
    site ??= await startSimulator({ args: ["--www", file("pages"), "--pkg", installed] });
    browser ??= await launchChromium();
    const page = await browser.newPage();
    await page.goto(`${site.url}/module.html`);
    const end = await page.evaluate(async (call) => {
      const { default: OpenAI } = await import("/pkg/dist/index.js");
      const { redirected } = await import("/redirected.js");
      return redirected(OpenAI, ...call);
    }, call);
    await page.close();
    return end;
  },
  workerd: async (...call) => {
    worker ??= await startWorker(file("fixtures/redirected-worker.js"));
    const body = JSON.stringify(call);
    return (await worker.dispatchFetch("http://worker/", { method: "POST", body })).json();
  },
};

for (const [runtime, call] of Object.entries(RUNTIMES)) {
  test(`${runtime}: nothing is sent to another origin`, async () => {
    const { api, other } = origins;
    for (const status of [301, 302, 303, 307, 308]) {
      const end = await call(`${api.url}/${status}/other`);
      assert.match(end, /^API(Connection)?Error: /, `${status}`);
      assert.doesNotMatch(end, /secret/);
      assert.deepEqual(other.requests, [], `${status}`);
      // It would be the same a second time.
      assert.equal(api.requests.splice(0).length, 1, `${status}`);
    }
    const end = await call(`${api.url}/307/other`);
    const place = runtime === "Chromium" ? "another origin" : other.url;
    assert.equal(
      end,
      `APIConnectionError: \`baseURL\` redirects to ${place}, which was not followed.`,
    );
  });

  test(`${runtime}: on the same origin, a redirect is followed where the runtime tells it`, async () => {
    const { api } = origins;
    for (const status of [301, 302, 307, 308]) {
      const end = await call(`${api.url}/${status}/same`);
      if (runtime === "Chromium") assert.match(end, /redirects to another origin/);
      else assert.equal(end, "hi");
      const [first, second, ...rest] = api.requests.splice(0);
      assert.deepEqual(rest, []);
      if (runtime === "Chromium") continue;
      const { url, ...moved } = second;
      assert.equal(url, "/v1/chat/completions");
      assert.deepEqual({ ...moved, url: first.url }, first, "the request is the same");
    }
  });

  test(`${runtime}: fetchOptions.redirect leaves it to fetch`, async () => {
    const { api, other } = origins;
    const fetchOptions = { redirect: "follow" };
    assert.equal(await call(`${api.url}/307/other`, { fetchOptions }), "hi");
    const [{ body, headers }] = other.requests;
    assert.equal(headers.authorization, undefined);
    // Which is why it is not the default.
    assert.match(body, /secret prompt/);
    assert.equal(headers["api-key"], "secret-key");
  });
}

test("openai sends prompt and headers along", async () => {
  await redirected(OpenAI, `${origins.api.url}/307/other`);
  const [{ body, headers }] = origins.other.requests;
  assert.match(body, /secret prompt/);
  assert.equal(headers["api-key"], "secret-key");
  assert.equal(headers["openai-organization"], "secret-organization");
});

for (const [what, location] of Object.entries({
  "a place without a scheme": "//127.0.0.1:1/v1",
  "a place with backslashes": "/\\127.0.0.1:1/v1",
  "https in place of http": "https://127.0.0.1/v1",
  "no URL": "http://",
  "data:": "data:application/json,{}",
})) {
  test(`a redirect to ${what} is not followed`, async () => {
    const { api } = origins;
    const end = await redirected(Brivionix, `${api.url}/307/${encodeURIComponent(location)}`);
    assert.match(end, /^APIConnectionError: `baseURL` redirects to .*, which was not followed\.$/);
    assert.doesNotMatch(end, /null|json/);
    assert.equal(api.requests.length, 1);
  });
}

test("a redirect to no place is an error with its status", async () => {
  assert.match(await redirected(Brivionix, `${origins.api.url}/307/none`), /^APIError: 307 /);
});

test("with a `fetch` for another scheme, no redirect is followed to another host", async () => {
  const asked = [];
  const fetch = async (url) => {
    asked.push(url);
    return new Response("", { status: 307, headers: { location: "http+unix://evil.sock/v1" } });
  };
  const client = new Brivionix({ apiKey: "k", baseURL: "http+unix://good.sock/v1", fetch });
  await assert.rejects(client.models.list(), Brivionix.APIConnectionError);
  assert.deepEqual(asked, ["http+unix://good.sock/v1/models"]);
});

test("redirects in a circle end in the status", async () => {
  const end = await redirected(Brivionix, `${origins.api.url}/308/loop`);
  assert.match(end, /^APIError: 308 /);
  assert.equal(origins.api.requests.length, 21);
});

test("where the caller wants to see redirects, the status is the error", async () => {
  const fetchOptions = { redirect: "manual" };
  const end = await redirected(Brivionix, `${origins.api.url}/307/same`, { fetchOptions });
  assert.match(end, /^APIError: 307 /);
  assert.equal(origins.api.requests.length, 1);
});
