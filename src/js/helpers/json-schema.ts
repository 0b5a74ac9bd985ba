/** Ways through a JSON Schema. */

/** A JSON Schema. */
export type JSONSchema = Record<string, unknown>;

/** Keywords that say nothing about what fits. */
export const ANNOTATIONS = /^(\$comment|default|description|examples|readOnly|title|writeOnly)$/;

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is JSONSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The schemas that stand right inside another, and where. */
export function children(schema: JSONSchema, path: string): [schema: unknown, path: string][] {
  const maps = ["properties", "$defs", "definitions"].flatMap((key) =>
    isObject(schema[key])
      ? Object.entries(schema[key]).map(([name, child]) => [child, `${path}/${key}/${name}`])
      : [],
  );
  const lists = ["anyOf", "oneOf", "allOf", "items"].flatMap((key) =>
    Array.isArray(schema[key])
      ? schema[key].map((child, at) => [child, `${path}/${key}/${at}`])
      : [],
  );
  const items = isObject(schema.items) ? [[schema.items, `${path}/items`]] : [];
  return [...maps, ...lists, ...items] as [unknown, string][];
}

/** What a reference inside of `root` points to; `undefined` where that is nothing. */
export function resolve(reference: unknown, root: JSONSchema): unknown {
  if (typeof reference !== "string" || !/^#(\/|$)/.test(reference)) return undefined;
  let target: unknown = root;
  for (const step of decodeURIComponent(reference).split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    target = Object.hasOwn(Object(target), key) ? (target as JSONSchema)[key] : undefined;
  }
  return target;
}

/** @throws {TypeError} always. */
export function fail(what: string, path: string): never {
  throw new TypeError(`Strict mode ${what} at ${path}.`);
}
