/** Code of the caller's that throws, rejects or never settles: the right error, and nothing is left. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { engine } from "../benches/soak/engine-watch.js";
import { COMPLETION, EVENTS, PARAMS } from "./faults/answer.mjs";
import { orHangs } from "./support/fetches.mjs";
import { finish, role, say } from "./support/replay.mjs";
import { until } from "./support/until.mjs";

// Imported late, for its instance to be seen.
const { default: OpenAI, Stream } = await import("brivionix");

const OOPS = new Error("oops");
const fail = () => {
  throw OOPS;
};
/** How a function can go wrong. */
const throwing = { throws: fail, rejects: async () => fail() };
const never = () => new Promise(() => {});

const unhandled = [];
process.on("unhandledRejection", (error) => unhandled.push(error));

/** A server of these answers; it knows which bodies are still open. */
class Server {
  open = 0;
  requests = 0;
  #answers;

  constructor(...answers) {
    this.#answers = answers;
  }

  client(options) {
    const fetch = async (_, { signal }) => this.answer(signal);
    return new OpenAI({ apiKey: "k", baseURL: "http://x.invalid/v1", fetch, ...options });
  }

  /** A response; its body breaks when `signal` aborts. */
  answer(signal) {
    const answer = this.#answers[Math.min(this.requests++, this.#answers.length - 1)];
    const { events = [JSON.stringify(answer.json)], ends = true, ...init } = answer;
    const rest = [...events];
    let isOpen = true;
    this.open += 1;
    const close = () => {
      if (isOpen) this.open -= 1;
      isOpen = false;
    };
    const body = new ReadableStream({
      start(controller) {
        signal?.addEventListener("abort", () => {
          close();
          controller.error(signal.reason);
        });
      },
      pull(controller) {
        const event = rest.shift();
        if (event) return controller.enqueue(new TextEncoder().encode(event));
        if (!ends) return never();
        close();
        controller.close();
      },
      cancel: close,
    });
    const type = answer.events ? "text/event-stream" : "application/json";
    return new Response(body, { ...init, headers: { "content-type": type, ...init.headers } });
  }
}

const STREAM = { events: EVENTS };
/** A stream that says something and then nothing. */
const STALLED = { events: EVENTS.slice(0, 3), ends: false };
const BUSY = { json: { error: { message: "Slow down." } }, status: 429 };
const BUSY_A_MOMENT = { ...BUSY, headers: { "retry-after-ms": "0" } };

const create = (client, options) => client.chat.completions.create(PARAMS, options);
const stream = (client, options) =>
  client.chat.completions.create({ ...PARAMS, stream: true }, options);
const calls = { "a completion": [create, { json: COMPLETION }], "a stream": [stream, STREAM] };

/** The error of a call, which must not hang, and must leave no body, decoder or lost rejection. */
async function errorOf(server, call) {
  const error = await orHangs(
    Promise.resolve()
      .then(call)
      .then(assert.fail, (error) => error),
    5_000,
  );
  await settled(server);
  return error;
}

/** Waits until bodies and decoders are gone; nothing may have been rejected unheard. */
async function settled(server) {
  await until(() => server.open === 0 && engine.decoders === 0);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(unhandled.splice(0), []);
}

for (const [what, [call, answer]] of Object.entries(calls)) {
  for (const [how, apiKey] of Object.entries(throwing)) {
    test(`${what}: an apiKey function that ${how} is an error, and nothing is sent`, async () => {
      const server = new Server(answer);
      const error = await errorOf(server, () => call(server.client({ apiKey })));
      assert.equal(error.constructor, OpenAI.OpenAIError);
      assert.equal(error.cause, OOPS);
      assert.equal(server.requests, 0);
    });

    test(`${what}: a fetch that ${how} is a connection error, as often as allowed`, async () => {
      const server = new Server(answer);
      let asked = 0;
      const fetch = () => {
        asked += 1;
        return throwing[how]();
      };
      const error = await errorOf(server, () => call(server.client({ fetch, maxRetries: 1 })));
      assert.equal(error.constructor, OpenAI.APIConnectionError);
      assert.equal(error.cause, OOPS);
      assert.equal(asked, 2);
    });

    test(`${what}: a logger that ${how} disturbs nothing`, async () => {
      const server = new Server(BUSY_A_MOMENT, answer);
      let told = 0;
      const info = () => {
        told += 1;
        return throwing[how]();
      };
      const client = server.client({ logger: { info }, logLevel: "debug" });
      const result = await call(client);
      if (result instanceof Stream) for await (const _ of result);
      assert.equal(told, 3);
      await settled(server);
    });
  }

  for (const name of ["apiKey", "fetch"]) {
    test(`${what}: where ${name} never settles, timeout and abort still work`, async () => {
      const server = new Server(answer);
      const client = server.client({ [name]: never, maxRetries: 0 });
      const late = await errorOf(server, () => call(client, { timeout: 20 }));
      assert.equal(late.constructor, OpenAI.APIConnectionTimeoutError);
      const signal = AbortSignal.timeout(20);
      const aborted = await errorOf(server, () => call(client, { signal }));
      assert.equal(aborted.constructor, OpenAI.APIUserAbortError);
      assert.equal(aborted.cause, signal.reason);
    });
  }

  test(`${what}: a fetch that answers too late has its body cancelled`, async () => {
    const server = new Server(answer);
    const { promise, resolve } = Promise.withResolvers();
    const fetch = () => promise.then(() => server.answer());
    const client = server.client({ fetch, maxRetries: 0 });
    const error = await errorOf(server, () => call(client, { timeout: 20 }));
    assert.equal(error.constructor, OpenAI.APIConnectionTimeoutError);
    resolve();
    await until(() => server.requests === 1);
    await settled(server);
  });

  test(`${what}: a header that throws is that error, and nothing is sent`, async () => {
    const server = new Server(answer);
    const headers = {
      get "x-a"() {
        return fail();
      },
    };
    assert.equal(await errorOf(server, () => call(server.client(), { headers })), OOPS);
    assert.equal(server.requests, 0);
  });
}

test("a response without a body whose text never comes is a timeout, or an abort", async () => {
  const server = new Server();
  const headers = new Headers({ "content-type": "application/json" });
  const fetch = async () => ({ ok: true, status: 200, headers, text: never });
  const client = server.client({ fetch, maxRetries: 0 });
  const late = await errorOf(server, () => create(client, { timeout: 20 }));
  assert.equal(late.constructor, OpenAI.APIConnectionTimeoutError);
  const aborted = await errorOf(server, () => create(client, { signal: AbortSignal.timeout(20) }));
  assert.equal(aborted.constructor, OpenAI.APIUserAbortError);
});

test("headers of a refusal that throw are that error, and the body is cancelled", async () => {
  const server = new Server(BUSY);
  const fetch = async () => {
    const response = server.answer();
    const { headers } = response;
    const get = (name) => (name.startsWith("retry") ? fail() : headers.get(name));
    Object.defineProperty(response, "headers", { value: { get } });
    return response;
  };
  assert.equal(await errorOf(server, () => create(server.client({ fetch }))), OOPS);
});

/** Ways to read a stream in which the reader's own code throws. */
const loops = {
  "for await": async (source) => {
    for await (const _ of source) fail();
  },
  "text()": async (source) => {
    for await (const _ of source.text()) fail();
  },
  "toTextStream()": async (source) => {
    for await (const _ of source.toTextStream()) fail();
  },
  "toReadableStream()": async (source) => {
    for await (const _ of source.toReadableStream()) fail();
  },
  "toResponse()": async (source) => {
    for await (const _ of source.toResponse().body) fail();
  },
  "toResponse(), piped": async (source) =>
    source.toResponse().body.pipeTo(new WritableStream({ write: fail })),
  "toResponse(), through what throws": async (source) => {
    const through = source.toResponse().body.pipeThrough(new TransformStream({ transform: fail }));
    for await (const _ of through);
  },
  "tee()": async (source) => {
    const ends = source.tee().map(async (branch) => {
      for await (const _ of branch) fail();
    });
    await Promise.all(ends);
  },
  using: async (source) => {
    try {
      for await (const _ of source) fail();
    } finally {
      source[Symbol.dispose]();
    }
  },
};
for (const [name, read] of Object.entries(loops)) {
  test(`${name}: a loop that throws cancels the request, and throws that`, async () => {
    const server = new Server(STALLED);
    const error = await errorOf(server, async () => read(await stream(server.client())));
    assert.equal(error, OOPS);
  });
}

test("one branch of a tee whose loop throws leaves the other whole", async () => {
  const server = new Server(STREAM);
  const [left, right] = (await stream(server.client())).tee();
  await assert.rejects(loops["for await"](left), OOPS);
  let count = 0;
  for await (const _ of right) count += 1;
  assert.equal(count, 5);
  await settled(server);
});

for (const [when, read] of Object.entries({
  "after a break": async (source) => {
    for await (const _ of source) break;
  },
  "at an abort": async (source, controller) => {
    for await (const _ of source) controller.abort();
  },
  "at the end": async (source) => {
    for await (const _ of source);
  },
})) {
  test(`an onEnd that throws ${when} is that error, and nothing is left`, async () => {
    const server = new Server(when === "at the end" ? STREAM : STALLED);
    const controller = new AbortController();
    const source = Stream.fromSSEResponse(server.answer(), controller, { onEnd: fail });
    assert.equal(await errorOf(server, () => read(source, controller)), OOPS);
  });
}

const EVENTS_ON_THE_WAY = ["connect", "chunk", "content", "content.delta"];
const EVENTS_AT_THE_END = ["content.done", "message", "chatCompletion", "finalContent"];
for (const event of [...EVENTS_ON_THE_WAY, ...EVENTS_AT_THE_END]) {
  test(`stream(): a listener for ${event} that throws is the run's error`, async () => {
    const server = new Server(EVENTS_ON_THE_WAY.includes(event) ? STALLED : STREAM);
    const error = await errorOf(server, () =>
      server.client().chat.completions.stream(PARAMS).on(event, fail).done(),
    );
    assert.ok(error instanceof OpenAI.OpenAIError);
    assert.equal(error.cause, OOPS);
  });
}

test("stream(): a loop that throws cancels the request, and throws that", async () => {
  const server = new Server(STALLED);
  const source = server.client().chat.completions.stream(PARAMS);
  assert.equal(await errorOf(server, () => loops["for await"](source)), OOPS);
  assert.ok(source.aborted);
});

const event = (chunk) => `data: ${JSON.stringify(chunk)}\n\n`;
const tool_calls = [
  { index: 0, id: "c", type: "function", function: { name: "look", arguments: "{}" } },
];
const streamedCall = [role, say({ tool_calls }), finish("tool_calls")].map(event);
const message = { role: "assistant", content: null, tool_calls };
const CALL = {
  true: { events: [...streamedCall, "data: [DONE]\n\n"] },
  false: { json: { ...COMPLETION, choices: [{ index: 0, message, finish_reason: "tool_calls" }] } },
};
const ANSWER = { true: STREAM, false: { json: COMPLETION } };

/** A run of one tool, whose parts are given. */
function run(server, isStream, { options, ...parts }) {
  const look = { name: "look", parameters: {}, function: () => "seen", ...parts };
  const params = { ...PARAMS, stream: isStream, tools: [{ type: "function", function: look }] };
  return server.client().chat.completions.runTools(params, options);
}

for (const isStream of [true, false]) {
  const name = isStream ? "a streamed run" : "a run";
  for (const [how, wrong] of Object.entries(throwing)) {
    for (const [what, parts] of Object.entries({
      "a tool": { function: wrong },
      "an afterCompletion": { options: { afterCompletion: wrong } },
    })) {
      test(`${name}: ${what} that ${how} ends it in its error`, async () => {
        const server = new Server(CALL[isStream], ANSWER[isStream]);
        const error = await errorOf(server, () => run(server, isStream, parts).done());
        assert.ok(error instanceof OpenAI.OpenAIError);
        assert.equal(error.cause, OOPS);
        assert.equal(server.requests, 1);
      });
    }

    test(`${name}: a parse that ${how} is told to the model`, async () => {
      const server = new Server(CALL[isStream], ANSWER[isStream]);
      const runner = run(server, isStream, { parse: wrong });
      await runner.done();
      assert.equal(runner.messages.find(({ role }) => role === "tool").content, "oops");
      await settled(server);
    });
  }

  for (const [what, parts] of Object.entries({
    "a tool": { function: never },
    "a parse": { parse: never },
    "an afterCompletion": { options: { afterCompletion: never } },
  })) {
    test(`${name}: ${what} that never settles does not keep an abort from ending it`, async () => {
      const server = new Server(CALL[isStream], ANSWER[isStream]);
      const runner = run(server, isStream, parts);
      await runner.emitted("message");
      // Behind the end of the answer, where the caller's code is waited for.
      setTimeout(() => runner.abort(), 20);
      const error = await errorOf(server, () => runner.done());
      assert.equal(error.constructor, OpenAI.APIUserAbortError);
    });
  }
}
