/**
 * Answers and arguments by a schema of any library that follows Standard Schema
 * (https://standardschema.dev), or by a JSON Schema.
 */
import { mark, parseJSON } from "./marks.js";
import { type JSONSchema, toStrict } from "./strict-schema.js";
import type { AutoParseableResponseFormat } from "./types.js";
import { isZod3, zod3ToJsonSchema } from "./zod3.js";

/** A schema of a library such as zod, valibot or arktype. */
export interface StandardSchema<Output = unknown> {
  /** What the libraries have agreed on. */
  readonly "~standard": StandardProps<Output>;
}

/** The part of Standard Schema that is used here. */
export interface StandardProps<Output> {
  /** Of the agreement: 1. */
  readonly version: number;
  /** The library. */
  readonly vendor: string;
  /** Checks a value. */
  readonly validate: (value: unknown) => unknown;
  /** Types alone. */
  readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
}

/** What is wrong with a value. */
export interface SchemaIssue {
  /** In the words of the library. */
  readonly message: string;
  /** Where: keys, or objects that hold them. */
  readonly path?: readonly unknown[] | undefined;
}

/** What the model has sent does not fit the schema. */
export class SchemaMismatchError extends Error {
  /** As with every error of this package, whatever a bundler does. */
  static override readonly name = "SchemaMismatchError";
  /** What the library says about it, which may quote the value. */
  readonly issues: readonly SchemaIssue[];

  /** @internal */
  constructor(issues: readonly SchemaIssue[]) {
    const steps = issues[0]?.path?.map((step) => (step as { key?: unknown })?.key ?? step) ?? [];
    super(`The JSON does not fit the schema at "${steps.join(".")}".`);
    this.issues = issues;
  }
}

/** A schema, or a JSON Schema, whose values are not checked. */
export type AnySchema<Output = unknown> = StandardSchema<Output> | JSONSchema;

/** What a value that fits a schema is. */
export type Infer<Schema> = Schema extends {
  "~standard": { types?: infer Types };
}
  ? NonNullable<Types> extends { output: infer Output }
    ? Output
    : unknown
  : Schema extends { _output: infer Output }
    ? Output
    : unknown;

/** Options of {@link responseFormat}. */
export interface SchemaOptions<Schema = any> {
  /** What the answer is for. */
  description?: string;
  /** Whether the API makes sure that answers fit. Default: true. */
  strict?: boolean;
  /**
   * The JSON Schema, or a function that makes it of the schema, where the library cannot:
   * `toJsonSchema` of `@valibot/to-json-schema`.
   */
  jsonSchema?: object | ((schema: Schema) => object);
  /** As with `openai`, where it gives names to parts: they are told as well without. */
  schemaDefinitions?: object;
}

/**
 * A response format for `parse`, `stream` and `runTools`, by a schema. `message.parsed` is then a
 * value that fits.
 *
 * @throws {TypeError} where there is no JSON Schema, or strict mode cannot express it.
 */
export function responseFormat<const Schema extends object>(
  schema: Schema,
  name: string,
  { strict = true, jsonSchema, schemaDefinitions: _, ...props }: SchemaOptions<Schema> = {},
): AutoParseableResponseFormat<Infer<Schema>> {
  const json = toJSONSchema(schema, jsonSchema as SchemaOptions["jsonSchema"]);
  const format = {
    type: "json_schema",
    json_schema: { ...props, name, strict, schema: strict ? toStrict(json) : json },
  };
  const $brand = "auto-parseable-response-format";
  return mark(format, { $brand, $parseRaw: parserOf(schema) }) as AutoParseableResponseFormat<
    Infer<Schema>
  >;
}

/** How {@link tool} describes a function. */
export interface ToolOptions<Schema extends object, Context = any> extends SchemaOptions<Schema> {
  /** The function's name. */
  name: string;
  /** The schema of its arguments. */
  parameters: Schema;
  /** Runs it; what it returns is told to the model. */
  function?: (args: Infer<Schema>, runner: any, context: Context) => unknown;
}

/** A tool by a schema. */
export interface AutoParseableTool<Args> {
  /** Always `function`. */
  type: "function";
  /** The function. */
  function: { name: string; description?: string; parameters: JSONSchema; strict: boolean };
  /** Never there: it carries the type. */
  __arguments?: Args;
}

/**
 * A tool for `runTools`, `parse` and `stream`, by a schema of its arguments.
 *
 * @throws {TypeError} where there is no JSON Schema, or strict mode cannot express it.
 */
export function tool<const Schema extends object>(
  options: ToolOptions<Schema>,
): AutoParseableTool<Infer<Schema>> {
  const { name, parameters, description, strict = true, jsonSchema } = options;
  const json = toJSONSchema(parameters, jsonSchema as SchemaOptions["jsonSchema"]);
  const definition = {
    name,
    ...(description && { description }),
    parameters: strict ? toStrict(json) : json,
    strict,
  };
  return mark(
    { type: "function" as const, function: definition },
    {
      $brand: "auto-parseable-tool",
      $parseRaw: parserOf(parameters),
      $callback: options.function,
    },
  );
}

type JSONSchemaProps = Record<"input" | "output", (options: { target: string }) => JSONSchema>;

interface Convertible {
  "~standard"?: StandardProps<unknown> & { jsonSchema?: JSONSchemaProps };
  toJsonSchema?: () => JSONSchema;
  safeParse?: (value: unknown) => { data?: unknown; error?: Result };
}

/** What has come of a check. */
interface Result {
  value?: unknown;
  issues?: readonly SchemaIssue[] | undefined;
  then?: unknown;
}

function toJSONSchema(schema: object, given: SchemaOptions["jsonSchema"]): JSONSchema {
  if (given) return (typeof given === "function" ? given(schema) : given) as JSONSchema;
  const { "~standard": standard, toJsonSchema } = schema as Convertible;
  if (isZod3(schema)) return zod3ToJsonSchema(schema);
  if (!standard) return schema as JSONSchema;
  const json = standard.jsonSchema ? describe(standard.jsonSchema) : toJsonSchema?.call(schema);
  if (json) return json;
  throw new TypeError(
    `A schema of ${standard.vendor} needs the option \`jsonSchema\`: a JSON Schema, or what makes one ` +
      "of the schema, such as `toJsonSchema` of `@valibot/to-json-schema`.",
  );
}

/** What the model sends is what comes in; it is only asked for where what comes out cannot be told. */
function describe({ input, output }: JSONSchemaProps): JSONSchema {
  const options = { target: "draft-07" };
  try {
    return output(options);
  } catch {
    return input(options);
  }
}

function parserOf(schema: object): (text: string) => unknown {
  const { "~standard": standard, safeParse } = schema as Convertible;
  const validate = (value: unknown) => {
    if (standard) return standard.validate(value) as Result;
    // Before it followed Standard Schema, zod 3 had this alone.
    if (!safeParse || !isZod3(schema)) return { value };
    const { data, error } = safeParse.call(schema, value);
    return error ?? { value: data };
  };
  return (text) => {
    const result: Result = validate(parseJSON(text));
    if (result.then) throw new TypeError("A schema that has to be awaited cannot be used here.");
    if (!result.issues) return result.value;
    throw new SchemaMismatchError(result.issues);
  };
}

/** The same as {@link responseFormat}, by the name that `openai` gives it. */
export const zodResponseFormat: typeof responseFormat = responseFormat;
/** The same as {@link tool}, by the name that `openai` gives it. */
export const zodFunction: typeof tool = tool;
