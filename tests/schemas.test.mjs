/** Schemas of every library: what the model is told, and what its answers become. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { toJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import OpenAI from "brivionix";
import { responseFormat, SchemaMismatchError, tool } from "brivionix/helpers";
import { zodFunction, zodResponseFormat } from "brivionix/helpers/zod";
import * as theirs from "openai/helpers/zod";
import * as v from "valibot";
import { z } from "zod";
import { z as z3 } from "zod/v3";
import { zodToJsonSchema } from "zod-to-json-schema";
import { replay, whole } from "./support/replay.mjs";

const REQUEST = { model: "m", messages: [{ role: "user", content: "x" }] };
const GOOD = '{"city":"Paris","days":[1,2],"note":null}';
const jsonSchema = {
  type: "object",
  properties: {
    city: { type: "string" },
    days: { type: "array", items: { type: "number" } },
    note: { type: ["string", "null"] },
  },
};
const SCHEMAS = {
  "zod 4": [z.object({ city: z.string(), days: z.array(z.number()), note: z.string().nullable() })],
  "zod 3": [
    z3.object({ city: z3.string(), days: z3.array(z3.number()), note: z3.string().nullable() }),
  ],
  "zod 3 with a converter": [
    z3.object({ city: z3.string(), days: z3.array(z3.number()), note: z3.string().nullable() }),
    { jsonSchema: zodToJsonSchema },
  ],
  valibot: [
    v.object({ city: v.string(), days: v.array(v.number()), note: v.nullable(v.string()) }),
    { jsonSchema: toJsonSchema },
  ],
  arktype: [type({ city: "string", days: "number[]", note: "string | null" })],
};

/** What of a JSON Schema matters here. */
function outline({ type, required, additionalProperties, properties }) {
  return {
    type,
    required: required.toSorted(),
    additionalProperties,
    names: Object.keys(properties).sort(),
  };
}

for (const [library, [schema, options]] of Object.entries(SCHEMAS)) {
  test(`${library}: the model is told a strict JSON Schema, and answers are parsed by it`, async () => {
    const format = responseFormat(schema, "trip", options);
    const { name, strict, schema: told } = JSON.parse(JSON.stringify(format)).json_schema;
    assert.deepEqual([name, strict], ["trip", true]);
    assert.deepEqual(outline(told), {
      type: "object",
      required: ["city", "days", "note"],
      additionalProperties: false,
      names: ["city", "days", "note"],
    });
    const ask = (content) =>
      replay(OpenAI, [whole({ content })]).chat.completions.parse({
        ...REQUEST,
        response_format: format,
      });
    const { choices } = await ask(GOOD);
    assert.deepEqual({ ...choices[0].message.parsed }, JSON.parse(GOOD));
    await assert.rejects(ask('{"city":"Paris","days":["secret"],"note":null}'), (error) => {
      assert.ok(error instanceof SchemaMismatchError);
      assert.match(error.message, /"days\.0"/);
      assert.doesNotMatch(error.message, /secret/);
      return error.issues.length === 1;
    });
  });

  test(`${library}: tools get arguments that fit, and what does not is told to the model`, async () => {
    const got = [];
    const run = (args) => {
      got.push({ ...args });
      return "noted";
    };
    const call = (text) =>
      whole(
        {
          tool_calls: [{ id: "a", type: "function", function: { name: "book", arguments: text } }],
        },
        "tool_calls",
      );
    const requests = [];
    const answers = [
      call('{"city":1,"days":[],"note":null}'),
      call(GOOD),
      whole({ content: "ok" }),
    ];
    const runner = replay(OpenAI, answers, requests).chat.completions.runTools({
      ...REQUEST,
      tools: [tool({ name: "book", parameters: schema, function: run, ...options })],
    });
    assert.equal(await runner.finalContent(), "ok");
    assert.deepEqual(got, [JSON.parse(GOOD)]);
    assert.match(requests[1].messages.at(-1).content, /"city"/);
    assert.equal(requests[2].messages.at(-1).content, "noted");
  });
}

test("a JSON Schema is told as it is, strict, and answers are JSON", async () => {
  const format = responseFormat(jsonSchema, "trip", { strict: false });
  assert.deepEqual(format.json_schema.schema, jsonSchema);
  const required = ["city", "days", "note"];
  assert.throws(() => responseFormat(jsonSchema, "trip"), /optional.*city/);
  const strict = responseFormat({ ...jsonSchema, required }, "trip", { description: "A trip." });
  assert.equal(strict.json_schema.schema.additionalProperties, false);
  assert.equal(strict.json_schema.description, "A trip.");
  assert.equal(jsonSchema.additionalProperties, undefined);
});

test("what the model is told of a zod schema is what openai tells it", () => {
  const Node = z.object({
    get children() {
      return z.array(Node);
    },
    kind: z.enum(["a", "b"]),
  });
  const either = z.discriminatedUnion("t", [
    z.object({ t: z.literal("a"), n: z.number() }),
    z.object({ t: z.literal("b"), s: z.string().nullable().optional() }),
  ]);
  for (const schema of [SCHEMAS["zod 4"][0], z.object({ either }), Node]) {
    assert.deepEqual(
      JSON.parse(JSON.stringify(zodResponseFormat(schema, "a"))),
      JSON.parse(JSON.stringify(theirs.zodResponseFormat(schema, "a"))),
    );
    const options = { name: "a", description: "A.", parameters: schema };
    assert.deepEqual(
      JSON.parse(JSON.stringify(zodFunction(options))),
      JSON.parse(JSON.stringify(theirs.zodFunction(options))),
    );
  }
  for (const schema of [z.object({ a: z.string().optional() }), z.record(z.string(), z.string())]) {
    assert.throws(() => theirs.zodResponseFormat(schema, "a"));
    assert.throws(() => zodResponseFormat(schema, "a"), TypeError);
  }
});

test("a schema without a JSON Schema says what to pass", () => {
  assert.throws(() => responseFormat(SCHEMAS.valibot[0], "a"), /valibot.*`jsonSchema`/);
});
