/** JSON Schemas as strict mode wants them. */
import { mergeIntersections } from "./intersections.js";
import { ANNOTATIONS, children, fail, isObject, type JSONSchema, resolve } from "./json-schema.js";

export type { JSONSchema };

/** What the API refuses in strict mode. */
const UNSUPPORTED =
  /^(\$(anchor|dynamicAnchor|dynamicRef|recursiveAnchor|recursiveRef)|additionalItems|allOf|contains|content(Encoding|MediaType|Schema)|dependen(tRequired|tSchemas|cies)|else|if|(max|min)(Contains|Properties)|not|oneOf|patternProperties|prefixItems|propertyNames|then|unevaluated(Items|Properties)|uniqueItems)$/;

/**
 * A copy in which objects take no other properties and need all of theirs, and intersections are one
 * object.
 *
 * @throws {TypeError} where that would change what the schema means, or strict mode has no words for
 * it; the message tells the place.
 */
export function toStrict(schema: JSONSchema): JSONSchema {
  const root = JSON.parse(JSON.stringify(schema)) as JSONSchema;
  inlineRoot(root);
  mergeIntersections(root, root, "#");
  if (isUnion(root) || root.type !== "object") {
    throw new TypeError("A strict schema must be one of an object.");
  }
  close(root, root, "#");
  checkReferences(root, root, "#");
  return root;
}

/** Some libraries put the schema itself among the definitions. */
function inlineRoot(root: JSONSchema): void {
  for (let left = 100; root.$ref !== undefined && left > 0; left--) {
    const target = { ...targetOf(root, root, "#") };
    delete root.$ref;
    Object.assign(root, { ...target, ...root });
  }
}

function targetOf(schema: JSONSchema, root: JSONSchema, path: string): JSONSchema {
  const target = resolve(schema.$ref, root);
  return isObject(target) ? target : fail("cannot follow the `$ref`", path);
}

function isUnion({ anyOf, oneOf }: JSONSchema): boolean {
  return anyOf !== undefined || oneOf !== undefined;
}

function close(schema: JSONSchema, root: JSONSchema, path: string): void {
  closeUnion(schema, root, path);
  closeObject(schema, root, path);
  const unsupported = Object.keys(schema).find((keyword) => UNSUPPORTED.test(keyword));
  if (unsupported) fail(`has no \`${unsupported}\``, path);
  const isList = [schema.type].flat().includes("array") || schema.items !== undefined;
  if (isList && !isObject(schema.items)) fail("needs one schema for all `items`", path);
  // It says no more than the type does.
  if (schema.default === null) delete schema.default;
  for (const [child, place] of children(schema, path)) {
    if (!isObject(child)) fail("has no schemas that are `true` or `false`", place);
    close(child, root, place);
  }
}

function closeUnion(schema: JSONSchema, root: JSONSchema, path: string): void {
  if (Array.isArray(schema.oneOf) && schema.anyOf === undefined) {
    schema.anyOf = schema.oneOf;
    delete schema.oneOf;
  }
  if (!Array.isArray(schema.anyOf)) return;
  const real = schema.anyOf.filter((branch) => branch !== false);
  if (real.length > 0) schema.anyOf = real;
  for (const key of ["properties", "required"]) {
    if (Object.keys(schema[key] ?? { none: 1 }).length === 0) delete schema[key];
  }
  // Where every branch says so too, it would only close the object to all that they allow.
  const says = (type: unknown) => real.every((branch) => isOnly(type, branch, root));
  const { type, properties, required, additionalProperties, items } = schema;
  if (type === "array" && items === undefined && says(type)) delete schema.type;
  const members = properties ?? required ?? additionalProperties;
  if (type === "object" && members === undefined && says(type)) delete schema.type;
  else if (members !== undefined || [type].flat().includes("object")) {
    fail("cannot have both a union and an object", path);
  }
}

function isOnly(type: unknown, schema: unknown, root: JSONSchema, depth = 0): boolean {
  if (!isObject(schema) || depth > 20) return false;
  if (schema.$ref !== undefined) return isOnly(type, resolve(schema.$ref, root), root, depth + 1);
  const branches = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(branches) && schema.type === undefined) {
    return branches.every((branch) => isOnly(type, branch, root, depth + 1));
  }
  return schema.type === type;
}

function closeObject(schema: JSONSchema, root: JSONSchema, path: string): void {
  const { type, properties, additionalProperties } = schema;
  const members = properties ?? schema.required ?? additionalProperties;
  if (![type].flat().includes("object") && (type !== undefined || members === undefined)) return;
  if (additionalProperties !== undefined && additionalProperties !== false) {
    fail("cannot have `additionalProperties`", path);
  }
  schema.additionalProperties = false;
  const known = isObject(properties) ? properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const missing = required.find((name) => !Object.hasOwn(known, name as string));
  if (missing !== undefined) fail(`cannot need \`${missing}\`, which is not described,`, path);
  for (const [name, property] of Object.entries(known)) {
    if (required.includes(name) || isNullable(property, root)) continue;
    fail("has no optional properties; make it nullable", `${path}/properties/${name}`);
  }
  if (isObject(properties)) schema.required = Object.keys(properties);
}

function isNullable(schema: unknown, root: JSONSchema, depth = 0): boolean {
  if (!isObject(schema)) return schema === true;
  if (depth > 20) return false;
  const { type, enum: values, anyOf, oneOf, allOf, $ref } = schema;
  const nullable = (branch: unknown) => isNullable(branch, root, depth + 1);
  if (schema.nullable === true) return true;
  if ($ref !== undefined) return nullable(resolve($ref, root));
  const fits = [
    type === undefined || [type].flat().includes("null"),
    !Object.hasOwn(schema, "const") || schema.const === null,
    values === undefined || [values].flat().includes(null),
    ...[anyOf, oneOf].map((any) => !Array.isArray(any) || any.some(nullable)),
    !Array.isArray(allOf) || allOf.every(nullable),
    schema.not === undefined && schema.if === undefined,
  ];
  return fits.every(Boolean);
}

/** What was merged is not where it was, and a reference may have nothing but annotations beside it. */
function checkReferences(schema: JSONSchema, root: JSONSchema, path: string): void {
  if (schema.$ref !== undefined) {
    targetOf(schema, root, path);
    const beside = Object.keys(schema).find((key) => key !== "$ref" && !ANNOTATIONS.test(key));
    if (beside) fail(`cannot have \`${beside}\` beside a \`$ref\``, path);
  }
  for (const [child, place] of children(schema, path)) {
    checkReferences(child as JSONSchema, root, place);
  }
}
