/** JSON Schemas of zod 3, which makes none itself. */
import type { JSONSchema } from "./json-schema.js";

/** What a schema of zod 3 knows about itself. */
interface Definition {
  typeName: string;
  description?: string;
  [member: string]: any;
}

/** A schema of zod 3. */
export interface Zod3Schema {
  /** What it knows about itself. */
  readonly _def: Definition;
}

type Check = Record<string, any>;

const FORMATS: Record<string, string> = {
  email: "email",
  url: "uri",
  uuid: "uuid",
  datetime: "date-time",
  date: "date",
  time: "time",
  duration: "duration",
};
const PRIMITIVES: Record<string, string> = {
  ZodString: "string",
  ZodNumber: "number",
  ZodBoolean: "boolean",
  ZodNull: "null",
};
/** What is only checked, changed or named after it was parsed: the model is told what comes in. */
const INNER: Record<string, string> = {
  ZodOptional: "innerType",
  ZodReadonly: "innerType",
  ZodCatch: "innerType",
  ZodBranded: "type",
  ZodEffects: "schema",
  ZodPipeline: "in",
};
const DEEPEST = 500;

/** Whether a schema is one of zod 3. */
export function isZod3(schema: object): schema is Zod3Schema {
  return typeof (schema as Zod3Schema)._def?.typeName === "string";
}

/**
 * The JSON Schema of what a schema of zod 3 takes.
 *
 * @throws {TypeError} where JSON cannot express it; the message tells the place.
 */
export function zod3ToJsonSchema({ _def: root }: Zod3Schema): JSONSchema {
  const definitions: JSONSchema = {};
  const open = new Map<Definition, { reference?: string }>([[root, { reference: "#" }]]);

  const convert = ({ _def: definition }: Zod3Schema, path: string[]): JSONSchema => {
    const known = open.get(definition);
    if (known) {
      known.reference ??= `#/definitions/${path.join("_")}`;
      return { $ref: known.reference };
    }
    if (path.length > DEEPEST) cannot("what never ends", path);
    const entry: { reference?: string } = {};
    open.set(definition, entry);
    const json = describe(definition, path, convert);
    open.delete(definition);
    if (!entry.reference) return json;
    definitions[entry.reference.split("/")[2] as string] = json;
    return { $ref: entry.reference };
  };

  const json = describe(root, [], convert);
  return Object.keys(definitions).length > 0 ? { ...json, definitions } : json;
}

type Convert = (schema: Zod3Schema, path: string[]) => JSONSchema;

function describe(definition: Definition, path: string[], convert: Convert): JSONSchema {
  const json = convertType(definition, path, convert);
  const { description } = definition;
  return description ? { ...json, description } : json;
}

function convertType(definition: Definition, path: string[], convert: Convert): JSONSchema {
  const { typeName, checks, innerType, value } = definition;
  const inner = INNER[typeName];
  if (inner) return convert(definition[inner], path);
  switch (typeName) {
    case "ZodString":
      return Object.assign({ type: "string" }, ...(checks ?? []).map(textCheck));
    case "ZodNumber":
      return Object.assign({ type: "number" }, ...(checks ?? []).map(numberCheck));
    case "ZodBoolean":
    case "ZodNull":
      return { type: PRIMITIVES[typeName] };
    case "ZodAny":
    case "ZodUnknown":
      return {};
    case "ZodLiteral":
      if (!/^(string|number|boolean)$/.test(typeof (value ?? ""))) cannot("this literal", path);
      return { type: value === null ? "null" : typeof value, const: value };
    case "ZodEnum":
      return { type: "string", enum: [...definition.values] };
    case "ZodNativeEnum":
      return enumOf(definition.values);
    case "ZodNullable":
      return orNull(convert(innerType, path));
    case "ZodDefault":
      return { ...convert(innerType, path), default: definition.defaultValue() };
    case "ZodLazy":
      return convert(definition.getter(), path);
    case "ZodArray":
      return array(definition, convert(definition.type, [...path, "items"]));
    case "ZodObject":
      return object(definition, path, convert);
    case "ZodRecord":
      return {
        type: "object",
        additionalProperties: convert(definition.valueType, [...path, "values"]),
      };
    case "ZodTuple":
      return {
        type: "array",
        items: definition.items.map((item: Zod3Schema, at: number) =>
          convert(item, [...path, `${at}`]),
        ),
      };
    case "ZodUnion":
    case "ZodDiscriminatedUnion":
      return union(
        [...definition.options.values()].map((option, at) => convert(option, [...path, `${at}`])),
      );
    case "ZodIntersection":
      return {
        allOf: [definition.left, definition.right].map((side, at) =>
          convert(side, [...path, `${at}`]),
        ),
      };
    default:
      return cannot(typeName, path);
  }
}

function textCheck({ kind, value, regex }: Check): JSONSchema {
  const escaped = String(value).replace(/[^\w ]/g, "\\$&");
  const told: Record<string, JSONSchema> = {
    min: { minLength: value },
    max: { maxLength: value },
    length: { minLength: value, maxLength: value },
    regex: { pattern: regex?.source },
    startsWith: { pattern: `^${escaped}` },
    endsWith: { pattern: `${escaped}$` },
    includes: { pattern: escaped },
  };
  return told[kind] ?? (FORMATS[kind] ? { format: FORMATS[kind] } : {});
}

function numberCheck({ kind, value, inclusive }: Check): JSONSchema {
  if (kind === "int") return { type: "integer" };
  if (kind === "multipleOf") return { multipleOf: value };
  if (kind !== "min" && kind !== "max") return {};
  return { [inclusive ? `${kind}imum` : `exclusive${kind === "min" ? "Min" : "Max"}imum`]: value };
}

function array({ minLength, maxLength, exactLength }: Definition, items: JSONSchema): JSONSchema {
  const least = exactLength ?? minLength;
  const most = exactLength ?? maxLength;
  return {
    type: "array",
    items,
    ...(least && { minItems: least.value }),
    ...(most && { maxItems: most.value }),
  };
}

function object(definition: Definition, path: string[], convert: Convert): JSONSchema {
  const { catchall, unknownKeys } = definition;
  const shape = Object.entries(definition.shape() as Record<string, any>);
  const rest = catchall?._def.typeName === "ZodNever" ? undefined : catchall;
  const required = shape.filter(([, it]) => !it.isOptional() || it._def.defaultValue);
  return {
    type: "object",
    properties: Object.fromEntries(
      shape.map(([name, property]) => [name, convert(property, [...path, name])]),
    ),
    required: required.map(([name]) => name),
    ...(rest && { additionalProperties: convert(rest, [...path, "values"]) }),
    ...(unknownKeys === "passthrough" && { additionalProperties: true }),
  };
}

function enumOf(values: Record<string, string | number>): JSONSchema {
  // Enums of numbers also lead back from each number to its name.
  const names = Object.keys(values).filter(
    (name) => typeof values[values[name] as string] !== "number",
  );
  const all = names.map((name) => values[name]);
  const types = ["string", "number"].filter((type) => all.some((value) => typeof value === type));
  return { type: types.length > 1 ? types : types[0], enum: all };
}

function union(branches: JSONSchema[]): JSONSchema {
  const only = (keys: string) => branches.every((branch) => Object.keys(branch).join() === keys);
  const types = [...new Set(branches.flatMap(({ type }) => type))];
  const type = types.length > 1 ? types : types[0];
  if (only("type")) return { type };
  if (only("type,const")) return { type, enum: branches.map((branch) => branch.const) };
  return { anyOf: branches };
}

function orNull(json: JSONSchema): JSONSchema {
  const keys = Object.keys(json).filter((key) => key !== "description");
  if (keys.join() !== "type") return { anyOf: [json, { type: "null" }] };
  return { ...json, type: [...new Set([json.type, "null"].flat())] };
}

function cannot(what: string, path: string[]): never {
  const place = path.length > 0 ? ` at \`${path.join(".")}\`` : "";
  throw new TypeError(`JSON Schema cannot express ${what}${place}; use the option \`jsonSchema\`.`);
}
