/** What the model is told of a schema, next to what `openai` tells it: the same, or an error that names the place. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { toJsonSchema, toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import { responseFormat, SchemaMismatchError, tool } from "brivionix/helpers";
import { zodFunction, zodResponseFormat } from "brivionix/helpers/zod";
import * as theirs from "openai/helpers/zod";
import { toStrictJsonSchema } from "openai/lib/transform";
import * as v from "valibot";
import { z as z4 } from "zod";
import { z as z3 } from "zod/v3";

/** How deep schemas that hold themselves are compared. */
const DEEPEST = 20;

const told = ({ json_schema }) => JSON.parse(JSON.stringify(json_schema.schema));

/**
 * A schema with its references followed, and with one way of writing what can be written in two:
 * `openai` tells of `null` in zod 3 by a keyword that JSON Schema does not have.
 */
function expand(schema, root = schema, depth = 0) {
  if (typeof schema !== "object" || schema === null) return schema;
  if (depth > DEEPEST) return "deeper";
  if (Array.isArray(schema)) return schema.map((item) => expand(item, root, depth + 1));
  const { $ref, definitions, $defs, $schema, nullable, ...rest } = schema;
  if (typeof $ref === "string") {
    const steps = decodeURIComponent($ref).split("/").slice(1);
    const target = steps.reduce((place, step) => place[step.replaceAll("~1", "/")], root);
    return { ...expand(target, root, depth), ...expand(rest, root, depth) };
  }
  if ($ref) rest.$ref = $ref;
  if (nullable) rest.type = [rest.type, "null"];
  if (rest.required?.length === 0) delete rest.required;
  else if (Array.isArray(rest.required)) rest.required = rest.required.toSorted();
  const members = Object.entries(rest);
  return Object.fromEntries(members.map(([key, value]) => [key, expand(value, root, depth + 1)]));
}

/** Schemas of both versions of zod, of which both packages tell the same. */
const ALIKE = {
  texts: (z) => ({ a: z.string(), b: z.string().min(2).max(5), c: z.string().regex(/^x+$/) }),
  numbers: (z) => ({ a: z.number(), b: z.number().min(1).max(9), c: z.number().gt(1).lt(2) }),
  "numbers in steps": (z) => ({ a: z.number().multipleOf(5) }),
  others: (z) => ({ a: z.boolean(), b: z.null(), c: z.any(), d: z.unknown() }),
  literals: (z) => ({ a: z.literal("x"), b: z.literal(1), c: z.literal(true), d: z.literal(null) }),
  enums: (z) => ({ a: z.enum(["x", "y"]), b: z.nativeEnum({ X: "x", Y: "y" }) }),
  "enums of numbers": (z) => ({ a: z.nativeEnum({ X: 0, 0: "X", Y: 1, 1: "Y" }) }),
  descriptions: (z) => ({ a: z.string().describe("A."), b: z.object({}).describe("B.") }),
  lists: (z) => ({
    a: z.array(z.string()).min(1).max(3),
    b: z.array(z.array(z.number())).length(2),
  }),
  "nested objects": (z) => ({
    a: z.object({ b: z.object({ c: z.array(z.object({ d: z.string() })) }) }),
  }),
  nullable: (z) => ({
    a: z.string().nullable(),
    b: z.object({ c: z.number().nullable() }).nullable(),
    c: z.enum(["x"]).nullable(),
    d: z.array(z.string().nullable()),
  }),
  "optional and nullable": (z) => ({
    a: z.string().nullable().optional(),
    b: z.string().nullish(),
  }),
  unions: (z) => ({
    a: z.union([z.string(), z.number()]),
    b: z.union([z.array(z.string()), z.boolean()]),
  }),
  "unions of objects": (z) => ({
    a: z.union([
      z.object({ t: z.literal("a"), n: z.number() }),
      z.object({ t: z.literal("b"), s: z.string() }),
    ]),
  }),
  "unions by a member": (z) => ({
    a: z.discriminatedUnion("t", [
      z.object({ t: z.literal("a"), n: z.number() }),
      z.object({ t: z.literal("b"), list: z.array(z.object({ s: z.string() })) }),
    ]),
  }),
  defaults: (z) => ({ a: z.string().default("x"), b: z.boolean().default(true) }),
  readonly: (z) => ({ a: z.object({ b: z.string() }).readonly() }),
  branded: (z) => ({ a: z.string().brand("id") }),
  "one schema in two places": (z) => {
    const point = z.object({ x: z.number(), y: z.number() });
    return { from: point, to: point, via: z.array(point) };
  },
  "a schema that holds itself": (z) => {
    const Node = z.lazy(() => z.object({ v: z.string(), next: Node.nullable() }));
    const Tree = z.object({ v: z.string(), children: z.array(z.lazy(() => Tree)) });
    return { tree: Tree };
  },
};

/** Schemas that strict mode has no words for, and where. */
const REFUSED = {
  optional: [(z) => ({ a: z.object({ b: z.string().optional() }) }), /a.*b/],
  records: [(z) => ({ a: z.record(z.string(), z.number()) }), /a/],
  tuples: [(z) => ({ a: z.tuple([z.string(), z.number()]) }), /a/],
  "open objects": [(z) => ({ a: z.object({}).passthrough() }), /a/],
  "objects with a rest": [(z) => ({ a: z.object({}).catchall(z.string()) }), /a/],
  dates: [(z) => ({ a: z.date() }), /a|Date/],
  "big integers": [(z) => ({ a: z.bigint() }), /a|BigInt/],
  maps: [(z) => ({ a: z.map(z.string(), z.string()) }), /a|Map/],
  sets: [(z) => ({ a: z.set(z.string()) }), /a|Set/],
};

for (const [version, z] of [
  ["zod 3", z3],
  ["zod 4", z4],
]) {
  for (const [name, shape] of Object.entries(ALIKE)) {
    test(`${version}, ${name}: the model is told what openai tells it`, () => {
      const schema = z.object(shape(z));
      const expected = told(theirs.zodResponseFormat(schema, "a"));
      assert.deepEqual(expand(told(zodResponseFormat(schema, "a"))), expand(expected));
      assert.deepEqual(expand(told(responseFormat(schema, "a"))), expand(expected));
      const call = zodFunction({ name: "a", parameters: schema });
      assert.deepEqual(expand(call.function.parameters), expand(expected));
    });
  }

  for (const [name, [shape, place]] of Object.entries(REFUSED)) {
    test(`${version}, ${name}: refused, as by openai, with the place`, () => {
      const schema = z.object(shape(z));
      assert.throws(() => theirs.zodResponseFormat(schema, "a"));
      assert.throws(() => zodResponseFormat(schema, "a"), place);
      assert.throws(() => tool({ name: "a", parameters: schema }), place);
    });
  }

  test(`${version}: what is only checked or changed afterwards is told as it comes in`, () => {
    const schema = z.object({
      a: z.string().refine((text) => text !== "b"),
      b: z.string().transform(Number),
      c: z.string().trim(),
    });
    const { properties } = told(responseFormat(schema, "a"));
    assert.deepEqual(Object.values(properties), Array(3).fill({ type: "string" }));
    const { $parseRaw } = responseFormat(schema, "a");
    assert.deepEqual($parseRaw('{"a":"a","b":"5","c":" c "}'), { a: "a", b: 5, c: "c" });
  });

  test(`${version}: an intersection of objects is one object`, () => {
    const both = z.intersection(z.object({ a: z.string() }), z.object({ b: z.number() }));
    const { properties } = told(responseFormat(z.object({ both }), "a"));
    assert.deepEqual(properties.both, {
      type: "object",
      properties: { a: { type: "string" }, b: { type: "number" } },
      required: ["a", "b"],
      additionalProperties: false,
    });
  });
}

const text = { type: "string" };
const object = (properties, more) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  ...more,
});
const SCHEMAS = {
  "an object": object({ a: text }),
  "what is closed already": object({ a: text }, { additionalProperties: false }),
  "nested lists and unions": object({
    a: { type: "array", items: { anyOf: [{ type: "array", items: object({ b: text }) }, text] } },
  }),
  "a nullable member that is optional": {
    type: "object",
    properties: { a: { type: ["string", "null"] }, b: { anyOf: [text, { type: "null" }] } },
  },
  "a nullable member behind a reference": {
    type: "object",
    properties: { a: { $ref: "#/$defs/a~1b" } },
    $defs: { "a/b": { enum: ["x", null] } },
  },
  "a member of any kind that is optional": { type: "object", properties: { a: {} } },
  "a type in a list": { ...object({ a: { type: ["string"] } }), type: ["object"] },
  "an intersection of objects": object({
    a: { allOf: [object({ x: text }), { ...object({ y: text }), description: "Y." }] },
  }),
  "an intersection at the root": { allOf: [object({ x: text }), object({ y: text })] },
  "an object with an intersection": object({ x: text }, { allOf: [object({ y: text })] }),
  "an intersection of intersections": object({
    a: { allOf: [object({ x: text }), { allOf: [object({ y: text }), object({ z: text })] }] },
  }),
  "an intersection of references": {
    ...object({
      a: { allOf: [{ $ref: "#/$defs/x" }, { $ref: "#/$defs/y" }] },
      b: { $ref: "#/$defs/x" },
    }),
    $defs: { x: object({ x: text }), y: object({ y: text }) },
  },
  "an intersection of references to intersections": {
    ...object({ a: { allOf: [{ $ref: "#/$defs/x" }, object({ y: text })] } }),
    $defs: { x: object({ x: { allOf: [object({ u: text }), object({ v: text })] } }) },
  },
  "an intersection of the same in other words": object({
    a: { allOf: [object({ x: { type: ["string"] } }), object({ x: text })] },
  }),
  "an intersection of what need not be objects": object({
    a: {
      properties: { x: text },
      required: ["x"],
      allOf: [{ properties: { y: text }, required: ["y"] }],
    },
  }),
  "an intersection of one": object({ a: { allOf: [text], description: "A." } }),
  "an intersection with a reference of one": {
    ...object({ a: { description: "A.", allOf: [{ $ref: "#/$defs/x" }] } }),
    $defs: { x: object({ x: text }) },
  },
  "an intersection with what is always true": object({ a: { allOf: [true, text] } }),
  "an intersection of the same": object({ a: { allOf: [text, text] } }),
  "an intersection of closed objects": object({
    a: {
      allOf: [
        { ...object({ x: text, y: text }, { additionalProperties: false }), required: ["x"] },
        object({ x: text }, { additionalProperties: false }),
      ],
    },
  }),
  "a root behind a reference": {
    $ref: "#/definitions/a",
    definitions: {
      a: object({ a: text, next: { anyOf: [{ $ref: "#/definitions/a" }, { type: "null" }] } }),
    },
    $schema: "http://json-schema.org/draft-07/schema#",
  },
  "a root that holds itself": object({ next: { anyOf: [{ $ref: "#" }, { type: "null" }] } }),
  "a union of objects that says so twice": object({
    a: { type: "object", anyOf: [object({ x: text }), object({ y: text })] },
  }),
  "a union of lists that says so twice": object({
    a: {
      type: "array",
      anyOf: [
        { type: "array", items: text },
        { type: "array", items: object({}) },
      ],
    },
  }),
  "a union with what is never true": object({ a: { anyOf: [false, text] } }),
  "no default": object({ a: { type: ["string", "null"], default: null } }),
  "an object without members": object({ a: { type: "object" } }),
  "names like keywords": object({ properties: text, allOf: text, $ref: object({ items: text }) }),
  constraints: object({ a: { ...text, minLength: 1, pattern: "x", format: "uuid" } }),
  // What is refused, and where.
  "a text": [text, /object/],
  "a union at the root": [{ anyOf: [object({}), object({ a: text })] }, /object/],
  "a member that is optional": [{ type: "object", properties: { a: text } }, /#\/properties\/a/],
  "a member that is optional in a list": [
    object({ a: { type: "array", items: { type: "object", properties: { b: text } } } }),
    /#\/properties\/a\/items\/properties\/b/,
  ],
  "an open object": [object({ a: object({}, { additionalProperties: true }) }), /#\/properties\/a/],
  "a record": [object({ a: { type: "object", additionalProperties: text } }), /#\/properties\/a/],
  "a member that is not described": [
    object({ a: { type: "object", properties: {}, required: ["x"] } }),
    /`x`.*#\/properties\/a/,
  ],
  "a tuple": [object({ a: { type: "array", items: [text] } }), /`items`.*#\/properties\/a/],
  "a tuple of today": [object({ a: { type: "array", prefixItems: [text] } }), /#\/properties\/a/],
  "a list of anything": [object({ a: { type: "array" } }), /`items`.*#\/properties\/a/],
  "anything at all": [object({ a: true }), /#\/properties\/a/],
  "an intersection of texts": [
    object({ a: { allOf: [text, { minLength: 2 }] } }),
    /#\/properties\/a/,
  ],
  "an intersection with what is never true": [
    object({ a: { allOf: [text, false] } }),
    /#\/properties\/a/,
  ],
  "an intersection that disagrees": [
    object({ a: { allOf: [object({ x: text }), object({ x: { type: "number" } })] } }),
    /#\/properties\/a/,
  ],
  "an intersection of closed objects that exclude each other": [
    object({
      a: {
        allOf: [
          object({ x: text }, { additionalProperties: false }),
          object({ y: text }, { additionalProperties: false }),
        ],
      },
    }),
    /#\/properties\/a/,
  ],
  "an intersection that holds itself": [
    { ...object({}), $defs: { x: { allOf: [{ $ref: "#/$defs/x" }, { enum: [1] }] } } },
    /itself.*#\/\$defs\/x/,
  ],
  "an intersection with all around it": [
    object({ a: { allOf: [{ $ref: "#" }, { type: ["object", "null"] }] } }),
    /itself.*#/,
  ],
  "a union beside members": [
    object({ a: object({ x: text }, { anyOf: [object({ y: text })] }) }),
    /#\/properties\/a/,
  ],
  "a reference to nothing": [object({ a: { $ref: "#/$defs/x" } }), /`\$ref`.*#\/properties\/a/],
  "a reference to elsewhere": [object({ a: { $ref: "https://x.example/" } }), /#\/properties\/a/],
  "a reference with something beside it": [
    { ...object({ a: { $ref: "#/$defs/x", minLength: 2 } }), $defs: { x: text } },
    /`minLength`.*#\/properties\/a/,
  ],
  "a root that is only a reference to itself": [{ $ref: "#" }, /object|ref/],
  ...Object.fromEntries(
    ["not", "if", "patternProperties", "propertyNames", "uniqueItems", "dependentSchemas"].map(
      (keyword) => [
        `the keyword ${keyword}`,
        [object({ a: { ...text, [keyword]: {} } }), new RegExp(`\`${keyword}\`.*#/properties/a`)],
      ],
    ),
  ),
};

for (const [name, given] of Object.entries(SCHEMAS)) {
  const [schema, place] = Array.isArray(given) ? given : [given];
  test(`a JSON Schema, ${name}: as with openai`, () => {
    const before = structuredClone(schema);
    if (place) {
      assert.throws(() => toStrictJsonSchema(schema));
      assert.throws(
        () => responseFormat(schema, "a"),
        (error) => error instanceof TypeError && place.test(error.message),
      );
    } else {
      const expected = toStrictJsonSchema(schema);
      assert.deepEqual(expand(told(responseFormat(schema, "a"))), expand(expected));
    }
    assert.deepEqual(schema, before);
    assert.deepEqual(told(responseFormat(schema, "a", { strict: false })), before);
  });
}

test("zod 3 from before it followed Standard Schema: answers are checked by it", () => {
  const schema = z3.object({ a: z3.string() });
  const old = Object.create(schema, { "~standard": { value: undefined } });
  const format = zodResponseFormat(old, "a");
  assert.deepEqual(told(format).properties, { a: text });
  assert.deepEqual(format.$parseRaw('{"a":"b","c":1}'), { a: "b" });
  assert.throws(
    () => format.$parseRaw('{"a":5}'),
    (error) => error instanceof SchemaMismatchError && error.issues[0].path[0] === "a",
  );
});

test("definitions with names are told, too, and are not sent as something else", () => {
  for (const z of [z3, z4]) {
    const point = z.object({ x: z.number() });
    const schema = z.object({ from: point, to: point });
    const options = { description: "A way.", schemaDefinitions: { point } };
    const [ours, expected] = [zodResponseFormat, theirs.zodResponseFormat].map((make) =>
      JSON.parse(JSON.stringify(make(schema, "a", options).json_schema)),
    );
    assert.deepEqual(expand(ours.schema), expand(expected.schema));
    assert.deepEqual(Object.keys(ours).sort(), Object.keys(expected).sort());
  }
});

test("a oneOf is told as an anyOf, which strict mode has", () => {
  const schema = object({ a: { oneOf: [text, { type: "number" }] } });
  assert.deepEqual(told(responseFormat(schema, "a")).properties.a, {
    anyOf: [text, { type: "number" }],
  });
});

test("valibot and arktype: the same in any way there is to a JSON Schema", () => {
  const flat = object(
    { city: text, days: { type: "array", items: { type: "number" } } },
    { additionalProperties: false },
  );
  const entries = { city: v.string(), days: v.array(v.number()) };
  for (const format of [
    responseFormat(v.object(entries), "a", { jsonSchema: toJsonSchema }),
    responseFormat(v.object(entries), "a", { jsonSchema: toJsonSchema(v.object(entries)) }),
    responseFormat(toStandardJsonSchema(v.object(entries)), "a"),
    responseFormat(type({ city: "string", days: "number[]" }), "a"),
  ]) {
    const { $schema, ...schema } = told(format);
    assert.deepEqual(schema, flat);
    assert.throws(() => format.$parseRaw('{"city":5,"days":[]}'), /"city"/);
  }
  assert.throws(
    () => responseFormat(v.object(entries), "a"),
    /valibot.*`jsonSchema`.*@valibot\/to-json-schema/,
  );
  assert.throws(() => responseFormat(type({ "a?": "string" }), "a"), /#\/properties\/a/);
});
