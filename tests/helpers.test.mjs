/** What `stream`, `runTools` and `parse` do beyond `openai`, and how they fail. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI, { ChatCompletionStream, ChatCompletionStreamingRunner } from "brivionix";
import Official from "openai";
import { runModule } from "./support/process.mjs";
import { call, chunk, finish, HANG, replay, role, say, whole } from "./support/replay.mjs";

const REQUEST = { model: "m", messages: [{ role: "user", content: "x" }] };
const HELLO = [role, say({ content: "Hel" }), say({ content: "lo" }), finish()];
const CALL = [
  say({ role: "assistant", content: null }),
  call({ index: 0, id: "a", type: "function", function: { name: "f", arguments: "{}" } }),
  finish("tool_calls"),
];
const start = (chunks, more) =>
  replay(OpenAI, [chunks]).chat.completions.stream({ ...REQUEST, ...more });
const tool = (run, more) => ({
  type: "function",
  function: { name: "f", parameters: { type: "object" }, function: run, ...more },
});

/** The messages of the rejections that nobody handles, in a process of its own. */
async function unhandled(code) {
  const printed = await runModule(`
    import OpenAI from "brivionix";
    import { finish, replay, role, say } from "${import.meta.resolve("./support/replay.mjs")}";
    process.on("unhandledRejection", ({ message }) => console.log(message));
    const start = (...chunks) => replay(OpenAI, [chunks]).chat.completions.stream({ messages: [] });
    const broken = { error: { message: "overloaded" } };
    ${code}
  `);
  return printed.split("\n").filter(Boolean);
}

/** The items of an iterator. */
async function all(items) {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

test("the outcome is the same whether or not anybody watches", async () => {
  const quiet = start(HELLO);
  const watched = start(HELLO).on("chunk", () => {});
  assert.deepEqual(await quiet.finalChatCompletion(), await watched.finalChatCompletion());
  assert.equal(await quiet.finalContent(), "Hello");
});

test("a listener that is added in the middle hears the rest, and its snapshots are whole", async () => {
  const words = Array.from({ length: 30 }, (_, at) => say({ content: `${at} ` }));
  const fill = (at) => ({ ...words[at], id: "chatcmpl-1" });
  let release;
  const pause = new Promise((resolve) => {
    release = resolve;
  });
  const fetch = async () => {
    const encoder = new TextEncoder();
    const send = (chunks) =>
      encoder.encode(chunks.map((it) => `data: ${JSON.stringify(it)}\n\n`).join(""));
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(send([role, ...words.slice(0, 10).map((_, at) => fill(at))]));
        await pause;
        controller.enqueue(send([...words.slice(10), finish()]));
        controller.enqueue(encoder.encode("data: [DONE]\n\n"));
        controller.close();
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  const client = new OpenAI({ apiKey: "k", baseURL: "http://x.invalid/v1", fetch });
  const runner = client.chat.completions.stream(REQUEST);
  await runner.emitted("connect");
  while (!runner.currentChatCompletionSnapshot?.choices?.[0].message.content?.includes("9 ")) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const heard = [];
  runner.on("content", (delta, snapshot) => heard.push([delta, snapshot]));
  release();
  const content = await runner.finalContent();
  assert.equal(heard.length, 20);
  assert.deepEqual(heard[0], ["10 ", `${Array.from({ length: 11 }, (_, at) => at).join(" ")} `]);
  assert.equal(heard.at(-1)[1], content);
});

test("iteration gives every chunk, also to a slow loop, and to one that breaks", async () => {
  const many = [role, ...Array.from({ length: 5_000 }, () => say({ content: "a" })), finish()];
  const runner = start(many);
  const iterator = runner[Symbol.asyncIterator]();
  await runner.done();
  assert.equal((await all(iterator)).length, many.length);

  const left = start([...HELLO.slice(0, 2), HANG]);
  for await (const _ of left) break;
  await assert.rejects(left.done(), OpenAI.APIUserAbortError);
  assert.ok(left.aborted && left.errored && left.ended);
});

test("an error is thrown in the loop, once", async () => {
  const found = await unhandled(`
    const runner = start(role, broken);
    const failures = [];
    try {
      for await (const _ of runner);
    } catch (error) {
      failures.push(error);
    }
    await runner.done().catch((error) => failures.push(error));
    await runner.finalContent().catch((error) => failures.push(error));
    console.log(failures.length, new Set(failures).size);
  `);
  assert.deepEqual(found, ["3 1"]);
});

test("an error that nobody listens for is one unhandled rejection", async () => {
  const found = await unhandled("start(role, broken).on('content', () => {});");
  assert.deepEqual(found, ["overloaded"]);
  assert.deepEqual(await unhandled("start(role, broken).on('error', () => {});"), []);
  assert.deepEqual(await unhandled("start(role, broken).done().catch(() => {});"), []);
});

test("a listener that throws ends the stream in its error", async () => {
  const runner = start(HELLO).on("content", () => {
    throw new RangeError("mine");
  });
  await assert.rejects(runner.done(), (error) => {
    assert.ok(error instanceof OpenAI.OpenAIError);
    assert.ok(error.cause instanceof RangeError);
    return true;
  });
});

test("a listener for the end that throws keeps nobody else from hearing of it", async () => {
  const found = await unhandled(`
    const runner = start(role, finish());
    runner.on("end", () => {
      throw new RangeError("mine");
    });
    runner.on("end", () => console.log("heard"));
    await runner.done();
  `);
  assert.deepEqual(found.sort(), ["heard", "mine"]);
});

test("emitted() resolves to what listeners get, and rejects where nothing comes", async () => {
  const runner = start(HELLO);
  const [content, message, refusal] = await Promise.allSettled([
    runner.emitted("content"),
    runner.emitted("finalMessage"),
    runner.emitted("refusal.done"),
  ]);
  assert.deepEqual(content.value, ["Hel", "Hel"]);
  assert.equal(message.value.content, "Hello");
  assert.match(refusal.reason.message, /refusal\.done/);
});

test("off takes one listener away, once calls one time", async () => {
  let calls = 0;
  const count = () => {
    calls += 1;
  };
  const runner = start(HELLO).on("content", count).on("content", count).off("content", count);
  runner.once("content", count);
  await runner.done();
  assert.equal(calls, 3);
});

test("a signal that is aborted before the request, and a request that fails", async () => {
  const { completions } = replay(OpenAI, [HELLO]).chat;
  const aborted = completions.stream(REQUEST, { signal: AbortSignal.abort("enough") });
  await assert.rejects(aborted.done(), (error) => {
    assert.ok(error instanceof OpenAI.APIUserAbortError);
    assert.equal(error.cause, "enough");
    return true;
  });
  const refuse = async () => Response.json({ error: { message: "no" } }, { status: 401 });
  const client = new OpenAI({ apiKey: "k", baseURL: "http://x.invalid/v1", fetch: refuse });
  await assert.rejects(client.chat.completions.stream(REQUEST).done(), OpenAI.AuthenticationError);
});

test("toReadableStream goes to fromReadableStream, of either package", async () => {
  for (const [From, To] of [
    [OpenAI, ChatCompletionStream],
    [Official, ChatCompletionStream],
    [OpenAI, (await import("openai/lib/ChatCompletionStream")).ChatCompletionStream],
  ]) {
    const there = replay(From, [HELLO]).chat.completions.stream(REQUEST).toReadableStream();
    const here = To.fromReadableStream(there);
    const seen = [];
    here.on("content", (delta) => seen.push(delta));
    assert.equal(await here.finalContent(), "Hello");
    assert.deepEqual(seen, ["Hel", "lo"]);
  }
});

test("a streamed tool run goes through toReadableStream with its results", async () => {
  const answer = HELLO.map((it) => ({ ...it, id: "chatcmpl-2" }));
  const runner = replay(OpenAI, [CALL, answer]).chat.completions.runTools({
    ...REQUEST,
    stream: true,
    tools: [tool(() => "done")],
  });
  const there = ChatCompletionStreamingRunner.fromReadableStream(runner.toReadableStream());
  assert.equal(await there.finalContent(), "Hello");
  assert.equal(await there.finalFunctionToolCallResult(), "done");
  assert.deepEqual(
    there.messages.map(({ role }) => role),
    ["assistant", "tool", "assistant"],
  );
  assert.equal(there.allChatCompletions().length, 2);
});

test("usage is summed over the answers, details too", async () => {
  const usage = {
    prompt_tokens: 1,
    completion_tokens: 2,
    total_tokens: 3,
    completion_tokens_details: { reasoning_tokens: 1 },
  };
  const withUsage = (chunks) => [...chunks, chunk([], { usage })];
  const runner = replay(OpenAI, [withUsage(CALL), withUsage(HELLO)]).chat.completions.runTools({
    ...REQUEST,
    stream: true,
    tools: [tool(() => "")],
  });
  assert.deepEqual(await runner.totalUsage(), {
    prompt_tokens: 2,
    completion_tokens: 4,
    total_tokens: 6,
    completion_tokens_details: { reasoning_tokens: 2 },
  });
});

test("what a failing tool says can be told to the model", async () => {
  const requests = [];
  const { completions } = replay(OpenAI, [CALL, HELLO], requests).chat;
  const fail = () => {
    throw new Error("The oven is cold.");
  };
  const runner = completions.runTools(
    { ...REQUEST, stream: true, tools: [tool(fail)] },
    { toolErrors: "report" },
  );
  assert.equal(await runner.finalContent(), "Hello");
  assert.match(requests[1].messages.at(-1).content, /oven is cold/);
});

test("an abort ends a run whose tool hangs", async () => {
  const { completions } = replay(OpenAI, [CALL]).chat;
  const runner = completions.runTools({
    ...REQUEST,
    stream: true,
    tools: [
      tool((_, it) => {
        it.abort();
        return new Promise(() => {});
      }),
    ],
  });
  await assert.rejects(runner.done(), OpenAI.APIUserAbortError);
});

test("tools get their context, and afterCompletion is waited for", async () => {
  const order = [];
  const { completions } = replay(OpenAI, [CALL, HELLO]).chat;
  const runner = completions.runTools(
    { ...REQUEST, stream: true, toolContext: "mine", tools: [tool((_, __, it) => order.push(it))] },
    {
      async afterCompletion({ choices: [{ finish_reason }] }) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        order.push(finish_reason);
      },
    },
  );
  await runner.done();
  assert.deepEqual(order, ["mine", "tool_calls", "stop"]);
});

test("arguments of calls without an index and a type have their events, too", async () => {
  const chunks = [
    say({ role: "assistant", content: null }),
    call({ id: "a", function: { name: "f", arguments: '{"a"' } }),
    call({ function: { arguments: ":1}" } }),
    finish("tool_calls"),
  ];
  const seen = [];
  const runner = start(chunks);
  runner.on("tool_calls.function.arguments.delta", (event) => seen.push(event.arguments));
  runner.on("tool_calls.function.arguments.done", (event) => seen.push(event.index, event.name));
  await runner.done();
  assert.deepEqual(seen, ['{"a"', '{"a":1}', 0, "f"]);
});

test("half of the arguments of a tool are not run", async () => {
  let ran = false;
  const cut = [...CALL.slice(0, 2), finish("length")];
  const run = () => {
    ran = true;
  };
  const runner = replay(OpenAI, [cut]).chat.completions.runTools({
    ...REQUEST,
    stream: true,
    tools: [tool(run)],
  });
  await assert.rejects(runner.done(), OpenAI.LengthFinishReasonError);
  assert.equal(ran, false);
});

test("an answer that is cut off is an error that does not keep from its usage", async () => {
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  const cut = [role, say({ content: "{" }), finish("length")];
  for (const answer of [
    [...cut, chunk([], { usage })],
    cut,
    [...cut, { error: { message: "no" } }],
  ]) {
    for (const params of [
      { response_format: { type: "json_schema", json_schema: { name: "a", schema: {} } } },
      { tools: [{ type: "function", function: { name: "f", strict: true } }] },
    ]) {
      for (const isWatched of [true, false]) {
        const stream = replay(OpenAI, [answer]).chat.completions.stream({ ...REQUEST, ...params });
        const finished = [];
        if (isWatched) {
          stream.on("chunk", ({ choices }) => finished.push(choices[0]?.finish_reason));
        }
        const expected = answer.at(-1).error ? OpenAI.APIError : OpenAI.LengthFinishReasonError;
        await assert.rejects(stream.done(), expected);
        assert.deepEqual(finished, isWatched ? [null, null] : []);
        const { choices, usage: told } = stream.currentChatCompletionSnapshot;
        assert.equal(choices[0].message.content, "{");
        assert.deepEqual(told, answer.at(-1).usage);
      }
    }
  }
});

test("a method that is replaced for a test may return any chunks", async () => {
  const { completions } = new OpenAI({ apiKey: "k" }).chat;
  completions.create = async () => ({
    async *[Symbol.asyncIterator]() {
      yield* HELLO;
    },
  });
  assert.equal(await completions.stream(REQUEST).finalContent(), "Hello");
});

test("parse: what was parsed, and the response", async () => {
  const format = { type: "json_schema", json_schema: { name: "a", schema: {} } };
  const ask = (Client, answer) =>
    replay(Client, [answer]).chat.completions.parse({ ...REQUEST, response_format: format });
  const good = whole({ content: '{"a":1}' });
  assert.deepEqual(await ask(OpenAI, good), await ask(Official, good));
  const { data, response } = await ask(OpenAI, good).withResponse();
  assert.deepEqual(data.choices[0].message.parsed, { a: 1 });
  assert.equal(response.status, 200);
  for (const [answer, error] of [
    [whole({ content: "{" }, "length"), "LengthFinishReasonError"],
    [whole({ content: "{" }, "content_filter"), "ContentFilterFinishReasonError"],
  ]) {
    for (const Client of [OpenAI, Official]) {
      await assert.rejects(ask(Client, answer), Client[error]);
    }
  }
  await assert.rejects(ask(OpenAI, whole({ content: "secret" })), (error) => {
    assert.doesNotMatch(error.message, /secret/);
    return error instanceof SyntaxError;
  });
  assert.throws(
    () => replay(OpenAI, [good]).chat.completions.parse({ ...REQUEST, tools: [tool(() => {})] }),
    /strict/,
  );
});
