/** The form of an answer. */

/** Plain text: the default. */
export interface ResponseFormatText {
  /** Always `text`. */
  type: "text";
}

/** Any valid JSON; a message has to ask for it, too. */
export interface ResponseFormatJSONObject {
  /** Always `json_object`. */
  type: "json_object";
}

/** JSON that fits a schema. */
export interface ResponseFormatJSONSchema {
  /** Always `json_schema`. */
  type: "json_schema";
  /** The schema. */
  json_schema: ResponseFormatJSONSchema.JSONSchema;
}

export declare namespace ResponseFormatJSONSchema {
  /** A JSON Schema with a name. */
  export interface JSONSchema {
    /** Letters, digits, `_` and `-`; at most 64. */
    name: string;
    /** What the answer is for. */
    description?: string;
    /** The JSON Schema. */
    schema?: { [key: string]: unknown };
    /** Whether the answer must fit the schema exactly. */
    strict?: boolean | null;
  }
}
