/** Tool calls that do not come in the order of their indexes, or that share one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "brivionix";
import { finish, replay, role, say } from "./support/replay.mjs";

const parameters = { type: "object" };
const tools = ["fa", "fb"].map((name) => ({
  type: "function",
  function: { name, parameters, strict: true },
}));
const REQUEST = { model: "m", messages: [{ role: "user", content: "x" }], tools };

const call = (index, name, text) =>
  say({ tool_calls: [{ index, id: `call_${name}`, function: { name, arguments: text } }] });
const more = (index, text) => say({ tool_calls: [{ index, function: { arguments: text } }] });

const A = { name: "fa", arguments: '{"a":1}', parsed_arguments: { a: 1 } };
const B = { name: "fb", arguments: '{"b":2}', parsed_arguments: { b: 2 } };

/** Each with the indexes that `fa` and `fb` have. */
const STREAMS = {
  "the second begins first": [
    [call(1, "fb", '{"b'), more(1, '":2}'), call(0, "fa", '{"a'), more(0, '":1}')],
    [0, 1],
  ],
  "they count from one": [
    [call(1, "fa", '{"a'), more(1, '":1}'), call(2, "fb", '{"b'), more(2, '":2}')],
    [1, 2],
  ],
  "all have the same": [
    [call(0, "fa", '{"a'), more(0, '":1}'), call(0, "fb", '{"b'), more(0, '":2}')],
    [0, 0],
  ],
};

for (const [name, [chunks, [a, b]]] of Object.entries(STREAMS)) {
  test(`tool calls whose indexes are no places: ${name}`, async () => {
    const answer = [role, ...chunks, finish("tool_calls")];
    const open = () => replay(OpenAI, [answer], []).chat.completions.stream(REQUEST);
    const watched = open();
    const done = [];
    const texts = {};
    watched.on("tool_calls.function.arguments.done", (event) => done.push(event));
    watched.on("tool_calls.function.arguments.delta", ({ name, index, arguments_delta }) => {
      texts[`${name} ${index}`] = (texts[`${name} ${index}`] ?? "") + arguments_delta;
    });
    for (const stream of [open(), watched]) {
      const { tool_calls } = await stream.finalMessage();
      assert.deepEqual(
        tool_calls.map(({ function: { name, arguments: text, parsed_arguments } }) => {
          return { name, arguments: text, parsed_arguments };
        }),
        [A, B],
      );
      for (const call of tool_calls) assert.ok(!("index" in call));
    }
    const byName = (left, right) => (left.name < right.name ? -1 : 1);
    assert.deepEqual(done.sort(byName), [
      { ...A, index: a },
      { ...B, index: b },
    ]);
    assert.deepEqual(texts, { [`fa ${a}`]: A.arguments, [`fb ${b}`]: B.arguments });
  });
}

test("a call without index and id is the last one, also where only chunks between tell another", async () => {
  const answer = [
    role,
    say({ tool_calls: [{ function: { name: "fa", arguments: "1" } }] }),
    ...["2", "3"].map((text) => say({ tool_calls: [{ function: { arguments: text } }] })),
    more(1, "4"),
    say({ tool_calls: [{ function: { arguments: "5" } }] }),
    finish("tool_calls"),
  ];
  const params = { ...REQUEST, tools: undefined };
  const stream = replay(OpenAI, [answer], []).chat.completions.stream(params);
  const { tool_calls } = await stream.finalMessage();
  assert.deepEqual(
    tool_calls.map((call) => call.function.arguments),
    ["123", "45"],
  );
});
