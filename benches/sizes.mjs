/** What a page downloads, bare and as servers send it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { bundleText } from "./bundle.mjs";

const BUNDLES = {
  "brivionix/core": 'import OpenAI from "brivionix/core"; globalThis.OpenAI = OpenAI;',
  "brivionix/slim": 'import OpenAI from "brivionix/slim"; globalThis.OpenAI = OpenAI;',
  openai: 'import OpenAI from "openai"; globalThis.OpenAI = OpenAI;',
  "ai-sdk": 'import { makeAISDK } from "./consumers/ai-sdk.mjs"; globalThis.make = makeAISDK;',
  "eventsource-parser":
    'import { makeEventsourceParser } from "./consumers/eventsource-parser.mjs"; globalThis.make = makeEventsourceParser;',
  hand: 'import { makeHand } from "./consumers/hand.mjs"; globalThis.make = makeHand;',
};

/** `{ name: { raw, gzip, brotli } }` in bytes; of several files, their sum. */
export async function measureSizes() {
  const dist = new URL("../node_modules/brivionix/dist/", import.meta.url);
  const shipped = (...names) =>
    names.map((name) => readFileSync(fileURLToPath(new URL(name, dist))));
  const files = {
    "brivionix with every helper, wasm inlined": shipped("index.js"),
    "brivionix with every helper, wasm beside": shipped("workerd.js", "engine.wasm"),
  };
  for (const [name, script] of Object.entries(BUNDLES)) {
    files[name] = [Buffer.from(await bundleText(script))];
  }
  files["brivionix/slim"].push(...shipped("slim.wasm"));
  return Object.fromEntries(Object.entries(files).map(([name, parts]) => [name, weigh(parts)]));
}

function weigh(parts) {
  const sum = (size) => parts.reduce((total, part) => total + size(part), 0);
  return {
    raw: sum((part) => part.length),
    gzip: sum((part) => gzipSync(part, { level: 9 }).length),
    brotli: sum((part) => brotliSize(part)),
  };
}

function brotliSize(part) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: part.length,
  };
  return brotliCompressSync(part, { params }).length;
}
