/** JSON that is still arriving, piece by piece. */
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI, { PartialJson } from "brivionix";
import { partialParse } from "openai/_vendor/partial-json-parser/parser.mjs";
import { makeRandom } from "../benches/harness/random.mjs";

const STRINGS = [
  "",
  "a",
  'say \\"hi\\"',
  "\\n\\t\\\\",
  "\\u00e9",
  "\\ud83d\\ude00",
  "日本 🌍",
  "\\/",
];
const KEYS = ["a", "b", "__proto__", "constructor", "1", "", "k\\u00e9y", 'q\\"'];
const SCALARS = [
  "0",
  "-0",
  "12",
  "-1.5e3",
  "1E+2",
  "12345678901234567890",
  "true",
  "false",
  "null",
];

/** A JSON text with white space here and there. */
function makeText(random, depth = 0) {
  const pick = (list) => list[random(list.length)];
  const space = () => pick(["", "", "", " ", "\n\t"]);
  const list = (item) => Array.from({ length: random(4) }, item).join(`${space()},${space()}`);
  switch (random(depth < 4 ? 6 : 2)) {
    case 0:
      // A number that is all of the text might go on, so it has no value until the end.
      return depth === 0 ? "true" : pick(SCALARS);
    case 1:
      return `"${pick(STRINGS)}${pick(STRINGS)}"`;
    case 2: {
      const elements = list(() => makeText(random, depth + 1));
      // White space in an empty array makes openai's parser lose all that follows.
      return elements === "" ? "[]" : `[${space()}${elements}${space()}]`;
    }
    default: {
      const member = () => `"${pick(KEYS)}"${space()}:${space()}${makeText(random, depth + 1)}`;
      return `{${space()}${list(member)}${space()}}`;
    }
  }
}

test("the value of every beginning is the one that openai's parser finds", () => {
  const random = makeRandom(1);
  for (let round = 0; round < 1_500; round++) {
    const text = makeText(random);
    const json = new PartialJson();
    for (let at = 0; at < text.length; ) {
      const start = at;
      at += 1 + random(4);
      const beginning = text.slice(0, at);
      const value = json.push(text.slice(start, at));
      assert.equal(json.value, value);
      // Their parser drops white space that a string has come to so far.
      if (/\s$/.test(beginning)) continue;
      const expected = partialParse(beginning);
      assert.deepEqual(value, expected, beginning);
      assert.equal(JSON.stringify(value), JSON.stringify(expected), "and the order of its keys");
    }
    assert.deepEqual(json.finish(), JSON.parse(text));
    assert.equal(json.done, true);
  }
});

test("a number that is all of the text counts at the end", () => {
  const json = new PartialJson();
  assert.equal(json.push("12"), undefined);
  assert.equal(json.push(".5"), undefined);
  assert.equal(json.finish(), 12.5);
});

test("a text that is not JSON is an error, and the value stays", () => {
  const json = new PartialJson();
  json.push('{"a":[1,"x');
  assert.throws(
    () => json.push('y"],"secret" 2}'),
    (error) => {
      return error instanceof OpenAI.OpenAIError && !error.message.includes("secret");
    },
  );
  assert.deepEqual(json.value, { a: [1, "xy"] });
  assert.throws(() => json.push("]"), OpenAI.OpenAIError);
  assert.deepEqual(json.value, { a: [1, "xy"] });
});

test("a text that is cut off is an error at its end, and the value stays", () => {
  for (const text of ["", " ", '{"a":1', '"a', "tru", "[", "-"]) {
    const json = new PartialJson();
    const value = json.push(text);
    assert.throws(() => json.finish(), OpenAI.OpenAIError, text);
    assert.deepEqual(json.value, value);
  }
});

test("model output cannot reach a prototype", () => {
  const json = new PartialJson();
  json.push('{"__proto__":{"polluted":"ye');
  const value = json.push('s"},"constructor":{"prototype":{"polluted":1}}}');
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.deepEqual(Object.keys(value), ["__proto__", "constructor"]);
  assert.equal({}.polluted, undefined);
  assert.equal(Object.polluted, undefined);
});

test("half a surrogate pair cannot be escaped by a backslash, as for JSON.parse", () => {
  for (const slashes of ["\\", "\\\\\\", "\\u12", "\\n\\"]) {
    const text = `"a${slashes}\ud83d"`;
    assert.throws(() => JSON.parse(text), SyntaxError);
    for (let at = 0; at <= text.length; at++) {
      const json = new PartialJson();
      const push = () => {
        json.push(text.slice(0, at));
        json.push(text.slice(at));
      };
      assert.throws(push, OpenAI.OpenAIError, `${text} cut at ${at}`);
    }
  }
  for (const slashes of ["\\\\", "\\n", "\\u0041"]) {
    const text = `"a${slashes}\ud83d"`;
    for (let at = 0; at <= text.length; at++) {
      const json = new PartialJson();
      json.push(text.slice(0, at));
      assert.equal(json.push(text.slice(at)), JSON.parse(text));
    }
  }
});

test("halves of a surrogate pair find each other, and lone ones stay", () => {
  const json = new PartialJson();
  json.push('{"k\ud83d');
  json.push('\ude00":"\ud83d');
  assert.deepEqual(json.push('\ude00 \ud83d"}'), { "k😀": "😀 \ud83d" });
});

test("nesting is limited by an error, not by the stack", () => {
  const deepest = new PartialJson();
  deepest.push("[".repeat(1_000) + "]".repeat(1_000));
  assert.equal(deepest.done, true);
  assert.throws(() => new PartialJson().push("[".repeat(1_001)), OpenAI.OpenAIError);
});

test("a megabyte in small pieces is not gone through again and again", (t) => {
  const text = JSON.stringify({
    text: "lorem 日本 ".repeat(50_000),
    list: Array(60_000).fill(1234),
  });
  const parse = t.mock.method(JSON, "parse");
  const json = new PartialJson();
  let parsed = 0;
  for (let at = 0; at < text.length; at += 3) {
    json.push(text.slice(at, at + 3));
    parsed += parse.mock.calls.reduce((sum, { arguments: [edits] }) => sum + edits.length, 0);
    parse.mock.resetCalls();
  }
  assert.ok(text.length > 700_000);
  assert.ok(parsed < 8 * text.length, `${parsed} characters of edits for ${text.length}`);
  assert.equal(JSON.stringify(json.finish()), text);
});
