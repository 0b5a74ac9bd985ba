/** The same code through `openai` and through this client, and what came of it: requests, result. */
import assert from "node:assert/strict";
import { after, before } from "node:test";
import Brivionix, { Stream as BrivionixStream } from "brivionix";
import OpenAI from "openai";
import { Stream as OpenAIStream } from "openai/streaming";
import { startSimulator } from "./simulator.mjs";

/** Headers that need not be the same, and why. All others must be, in name and value. */
const HEADERS_THAT_DIFFER = {
  "user-agent": "openai overrides the runtime's; browsers would not let us",
  "x-stainless-lang": "says what machine the user has; a server needs none of it",
  "x-stainless-package-version": "the same",
  "x-stainless-os": "the same",
  "x-stainless-arch": "the same",
  "x-stainless-runtime": "the same",
  "x-stainless-runtime-version": "the same",
  "x-stainless-timeout": "the client keeps its timeouts itself",
};

const MULTIPART_BOUNDARY = /-{2,}\w*formdata-\w+-\w+/gi;

/** What users give both clients; a key is needed to construct either. */
const COMMON = { apiKey: "sk-test", maxRetries: 0 };

export const LIBRARIES = {
  theirs: { Library: OpenAI, Stream: OpenAIStream },
  ours: { Library: Brivionix, Stream: BrivionixStream },
};

/** Starts a simulator for the tests of a file. */
export function differential() {
  let simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  after(() => simulator?.stop());

  /**
   * Runs a scenario with both libraries: `run` gets a client with `options`, and
   * `{Library, Stream, simulator}`; `requests` picks what is to be compared of the requests.
   * Resolves to `{theirs, ours}`, each `{value | error, requests}`.
   */
  async function observe({ options = {}, run, requests: select = (requests) => requests }) {
    const observations = {};
    for (const [side, { Library, Stream }] of Object.entries(LIBRARIES)) {
      await simulator.clearRequests();
      const outcome = await outcomeOf(async () => {
        const given = typeof options === "function" ? options(simulator.url) : options;
        const baseURL = `${simulator.url}/v1`;
        const client = new Library({ ...COMMON, baseURL, ...given });
        return run(client, { Library, Stream, simulator });
      });
      const requests = await simulator.requests();
      observations[side] = { ...outcome, requests: select(requests.map(comparableRequest)) };
    }
    return observations;
  }

  return {
    observe,
    simulator: () => simulator,
    /** Asserts that both did the same, or what the scenario says of a difference. */
    async compare(scenario) {
      const { theirs, ours } = await observe(scenario);
      if (scenario.better) {
        assert.notDeepEqual(
          comparable(ours),
          comparable(theirs),
          "there is no difference any more",
        );
        scenario.better.check({ theirs, ours });
      } else {
        assert.deepEqual(comparable(ours), comparable(theirs));
      }
      if (ours.error) assert.doesNotMatch(`${ours.error.message}`, /sk-test|secret/);
    },
  };
}

async function outcomeOf(run) {
  try {
    return { value: await run() };
  } catch (error) {
    return { error };
  }
}

/** An observation in a form in which two of them can be equal. */
export function comparable({ value, error, requests }) {
  return { value, requests, error: error === undefined ? undefined : describe(error) };
}

/** The class and the fields of an error. Messages differ: ours also say what to do. */
export function describe(error) {
  assert.ok(error instanceof Error, `not an error: ${error}`);
  const { status, code, param, type, error: body, requestID } = error;
  const id = typeof requestID === "string" ? requestID.replace(/^req_\w+$/, "req_…") : requestID;
  return { class: error.constructor.name, status, code, param, type, error: body, requestID: id };
}

function comparableRequest({ method, path, query, body, headers }) {
  const comparableHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name in HEADERS_THAT_DIFFER || name === "content-length") continue;
    comparableHeaders[name] = value.replace(MULTIPART_BOUNDARY, "boundary");
  }
  return {
    method,
    path,
    // What means the same may differ: `+` and `%20`, the order of different names.
    query: sortedQuery(query),
    body: typeof body === "string" ? body.replace(MULTIPART_BOUNDARY, "boundary") : body,
    headers: comparableHeaders,
  };
}

function sortedQuery(query) {
  const search = new URLSearchParams(query);
  search.sort();
  return [...search];
}

/** All items of an async iterable. */
export async function collect(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

/** Parameters of a chat that is answered with `text`. */
export function echo(text = "hi", more = {}) {
  return {
    model: "gpt-5.4-mini",
    seed: 1,
    messages: [{ role: "user", content: `echo: ${text}` }],
    ...more,
  };
}

/** Request options that ask the simulator for a fault. */
export const simulate = (fault, more = {}) => ({ headers: { "x-simulate": fault }, ...more });
