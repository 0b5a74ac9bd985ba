/** Intersections as one schema: strict mode has none. */
import { ANNOTATIONS, children, fail, isObject, type JSONSchema, resolve } from "./json-schema.js";

const DEFINITIONS = /^(\$defs|definitions|\$schema|\$id)$/;
const OF_OBJECTS = /^(type|properties|required|additionalProperties)$/;

/**
 * Merges `allOf` wherever it stands, while objects are still open: closed on their own, each would
 * forbid what the others need.
 *
 * @throws {TypeError} where there is no one schema that means the same.
 */
export function mergeIntersections(
  schema: JSONSchema,
  root: JSONSchema,
  path: string,
  open: Set<JSONSchema> = new Set(),
): void {
  if (open.has(schema)) fail("cannot merge an intersection that holds itself", path);
  open.add(schema);
  if (Array.isArray(schema.type) && schema.type.length === 1) schema.type = schema.type[0];
  for (const [child, place] of children(schema, path)) {
    if (isObject(child)) mergeIntersections(child, root, place, open);
  }
  merge(schema, root, path, open);
  open.delete(schema);
}

function merge(schema: JSONSchema, root: JSONSchema, path: string, open: Set<JSONSchema>): void {
  if (!Array.isArray(schema.allOf)) return;
  const { allOf, ...own } = schema;
  const parts = [own, ...allOf.filter((part) => part !== true)];
  if (!parts.every(isObject)) fail("cannot merge what is never true", path);
  // A schema that holds itself would have no end, were references followed without need.
  const followed =
    constraints(parts).length > 1 ? parts.map((part) => follow(part, root, path, open)) : parts;
  const different = constraints(followed);
  const merged = different.length > 1 ? mergeObjects(different, path) : different[0];
  const notes = followed.map((part) => pick(part, (key) => ANNOTATIONS.test(key)));
  for (const key of Object.keys(schema)) if (!DEFINITIONS.test(key)) delete schema[key];
  Object.assign(schema, merged, ...notes.reverse());
}

/** What parts say about what fits, each thing once. */
function constraints(parts: JSONSchema[]): JSONSchema[] {
  const said = parts.map((part) =>
    pick(part, (key) => !ANNOTATIONS.test(key) && !DEFINITIONS.test(key)),
  );
  const different = new Map(said.map((part) => [JSON.stringify(part), part]));
  different.delete("{}");
  return [...different.values()];
}

function pick(schema: unknown, wanted: (key: string) => boolean): JSONSchema {
  return Object.fromEntries(Object.entries(Object(schema)).filter(([key]) => wanted(key)));
}

/** A part itself, or a copy of what it refers to, its own intersections merged. */
function follow(
  part: unknown,
  root: JSONSchema,
  path: string,
  open: Set<JSONSchema>,
  depth = 0,
): JSONSchema {
  if (!isObject(part) || depth > 20) return fail("cannot merge the intersection", path);
  if (part.$ref === undefined) return part;
  const { $ref, ...beside } = part;
  const target = resolve($ref, root);
  if (isObject(target)) mergeIntersections(target, root, $ref as string, open);
  return { ...follow(structuredClone(target), root, path, open, depth + 1), ...beside };
}

function mergeObjects(parts: JSONSchema[], path: string): JSONSchema {
  const cannot = () => fail("cannot merge the intersection", path);
  const properties: JSONSchema = {};
  const required = new Set<unknown>();
  for (const part of parts) {
    const isOpen = [undefined, false].includes(part.additionalProperties as undefined);
    if (part.type !== undefined && part.type !== "object") cannot();
    if (!isOpen || !Object.keys(part).every((key) => OF_OBJECTS.test(key))) cannot();
    for (const [name, property] of Object.entries((part.properties as JSONSchema) ?? {})) {
      const known = Object.hasOwn(properties, name) ? properties[name] : property;
      if (JSON.stringify(known) !== JSON.stringify(property)) cannot();
      properties[name] = property;
    }
    for (const name of (part.required as unknown[]) ?? []) required.add(name);
  }
  // What one closed part does not know can never be there.
  for (const { additionalProperties, properties: known } of parts) {
    if (additionalProperties !== false) continue;
    for (const name of Object.keys(properties)) {
      if (!Object.hasOwn(Object(known), name)) delete properties[name];
    }
  }
  if ([...required].some((name) => !Object.hasOwn(properties, name as string))) cannot();
  const type = parts.find((part) => part.type)?.type;
  return { ...(type ? { type } : {}), properties, required: [...required] };
}
