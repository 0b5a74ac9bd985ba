/** JSON Schemas as strict mode wants them. */
/** A JSON Schema. */
export type JSONSchema = Record<string, unknown>;

const isObject = (value: unknown): value is JSONSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A copy in which objects take no other properties and need all of theirs.
 *
 * @throws {TypeError} where that would change what the schema means.
 */
export function toStrict(schema: JSONSchema): JSONSchema {
  const root = structuredClone(schema);
  if (root.type !== "object") throw new TypeError("A strict schema must be one of an object.");
  close(root, root, "#");
  return root;
}

function close(schema: unknown, root: JSONSchema, path: string): void {
  if (!isObject(schema)) return;
  const { properties, additionalProperties, required, oneOf, allOf } = schema;
  if (schema.type === "object" || isObject(properties)) {
    if (additionalProperties !== undefined && additionalProperties !== false) {
      throw new TypeError(`Strict mode cannot have \`additionalProperties\` at ${path}.`);
    }
    schema.additionalProperties = false;
    const names = Object.keys(isObject(properties) ? properties : {});
    for (const name of names) {
      const optional = !Array.isArray(required) || !required.includes(name);
      if (optional && !isNullable((properties as JSONSchema)[name], root)) {
        const what = `${path}/properties/${name}`;
        throw new TypeError(`Strict mode has no optional properties; make ${what} nullable.`);
      }
    }
    if (isObject(properties)) schema.required = names;
  }
  if (Array.isArray(oneOf) && !schema.anyOf) {
    schema.anyOf = oneOf;
    delete schema.oneOf;
  }
  if (Array.isArray(allOf) && allOf.length === 1) {
    delete schema.allOf;
    Object.assign(schema, { ...allOf[0], ...schema });
    close(schema, root, path);
  }
  if (schema.default === null) delete schema.default;
  for (const key of ["properties", "$defs", "definitions"]) {
    const children = schema[key];
    if (!isObject(children)) continue;
    for (const name in children) close(children[name], root, `${path}/${key}/${name}`);
  }
  for (const key of ["items", "anyOf", "allOf", "not"]) {
    for (const child of [schema[key]].flat()) close(child, root, `${path}/${key}`);
  }
}

function isNullable(schema: unknown, root: JSONSchema, depth = 0): boolean {
  if (!isObject(schema) || depth > 20) return false;
  const { type, anyOf, oneOf, $ref } = schema;
  if ([type].flat().includes("null") || schema.const === null || schema.nullable) return true;
  if ([schema.enum].flat().includes(null)) return true;
  if (typeof $ref === "string") {
    let target: unknown = root;
    for (const step of $ref.split("/").slice(1)) target = (target as JSONSchema)?.[step];
    return isNullable(target, root, depth + 1);
  }
  return [anyOf, oneOf].flat().some((branch) => isNullable(branch, root, depth + 1));
}
