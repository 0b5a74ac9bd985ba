/** Tools that cannot be run, and choices of tools that are none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "brivionix";
import { tool as schemaTool } from "brivionix/helpers";
import { finish, replay, role, say, whole } from "./support/replay.mjs";

const REQUEST = { model: "m", messages: [{ role: "user", content: "x" }] };
const HELLO = [role, say({ content: "Hel" }), say({ content: "lo" }), finish()];
const tool = (run, more) => ({
  type: "function",
  function: { name: "f", parameters: { type: "object" }, function: run, ...more },
});

test("a tool that cannot be run is told by its place, before anything is asked", async () => {
  const good = tool(() => {});
  const f = { name: "f", parameters: { type: "object" } };
  for (const [tools, wrong] of [
    [undefined, /`tools`/],
    [{}, /`tools`/],
    [[null], /tools\[0\].*function/],
    [[good, { type: "function" }], /tools\[1\].*function/],
    [[{ type: "function", function: null }], /tools\[0\].*function/],
    [[{ type: "function", function: f }], /tools\[0\].*"f".*function/],
    [[{ type: "function", function: { ...f, function: "f" } }], /tools\[0\].*"f".*function/],
    [
      [good, schemaTool({ name: "book", parameters: {}, strict: false })],
      /tools\[1\].*"book".*function/,
    ],
    // A function that is made elsewhere has no name of its own.
    [[{ type: "function", function: { ...f, name: "", function: (() => () => {})() } }], /name/],
  ]) {
    for (const stream of [false, true]) {
      const requests = [];
      const { completions } = replay(OpenAI, [HELLO], requests).chat;
      const runner = completions.runTools({ ...REQUEST, stream, tools });
      await assert.rejects(runner.done(), (error) => {
        assert.ok(error instanceof OpenAI.OpenAIError);
        assert.match(error.message, wrong);
        assert.doesNotMatch(error.message, /undefined|null|not a function|iterable/);
        return true;
      });
      assert.equal(requests.length, 0);
    }
  }
});

test("no tool choice is one like any other, and no messages are what the API says they are", async () => {
  const requests = [];
  const { completions } = replay(OpenAI, [whole({ content: "Hello" })], requests).chat;
  const tools = [tool(() => {})];
  const runner = completions.runTools({ ...REQUEST, tools, tool_choice: null });
  assert.equal(await runner.finalContent(), "Hello");
  assert.equal(requests[0].tool_choice, null);
  const refuse = async () =>
    Response.json({ error: { message: "Missing `messages`." } }, { status: 400 });
  const client = new OpenAI({ apiKey: "k", baseURL: "http://x.invalid/v1", fetch: refuse });
  for (const start of ["stream", "runTools"]) {
    const runner = client.chat.completions[start]({ model: "m", tools });
    await assert.rejects(runner.done(), OpenAI.BadRequestError);
  }
});
