/** Tools that a model may call, and how it chooses among them. */

/** The arguments of a function as a JSON Schema. Left out, the function takes none. */
export type FunctionParameters = Record<string, unknown>;

/** A function that the model may call. */
export interface FunctionDefinition {
  /** Letters, digits, `_` and `-`; at most 64. */
  name: string;
  /** What it does: the model decides by it when to call the function, and how. */
  description?: string;
  /** Its arguments as a JSON Schema. */
  parameters?: FunctionParameters;
  /** Whether arguments must fit the schema exactly. */
  strict?: boolean | null;
}

/** A function offered to the model. */
export interface ChatCompletionFunctionTool {
  /** Always `function`. */
  type: "function";
  /** The function. */
  function: FunctionDefinition;
}

/** A tool with free-form input. */
export interface ChatCompletionCustomTool {
  /** Always `custom`. */
  type: "custom";
  /** The tool. */
  custom: ChatCompletionCustomTool.Custom;
}

export declare namespace ChatCompletionCustomTool {
  /** A tool's name and form of input. */
  export interface Custom {
    /** The tool's name. */
    name: string;
    /** What it does. */
    description?: string;
    /** The form of its input. Default: any text. */
    format?: Custom.Text | Custom.Grammar;
  }

  export namespace Custom {
    /** Any text. */
    export interface Text {
      /** Always `text`. */
      type: "text";
    }

    /** Text that a grammar allows. */
    export interface Grammar {
      /** Always `grammar`. */
      type: "grammar";
      /** The grammar. */
      grammar: Grammar.Grammar;
    }

    export namespace Grammar {
      /** A grammar and the language it is written in. */
      export interface Grammar {
        /** The grammar's text. */
        definition: string;
        /** The language. */
        syntax: "lark" | "regex";
      }
    }
  }
}

/** A tool offered to the model, told apart by `type`. */
export type ChatCompletionTool = ChatCompletionFunctionTool | ChatCompletionCustomTool;

/** Makes the model call one function. */
export interface ChatCompletionNamedToolChoice {
  /** Always `function`. */
  type: "function";
  /** The function. */
  function: ChatCompletionNamedToolChoice.Function;
}

export declare namespace ChatCompletionNamedToolChoice {
  /** A function by its name. */
  export interface Function {
    /** The name. */
    name: string;
  }
}

/** Makes the model call one custom tool. */
export interface ChatCompletionNamedToolChoiceCustom {
  /** Always `custom`. */
  type: "custom";
  /** The tool. */
  custom: ChatCompletionNamedToolChoiceCustom.Custom;
}

export declare namespace ChatCompletionNamedToolChoiceCustom {
  /** A custom tool by its name. */
  export interface Custom {
    /** The name. */
    name: string;
  }
}

/** The tools that may be called this time. */
export interface ChatCompletionAllowedTools {
  /** `required` makes the model call at least one of them. */
  mode: "auto" | "required";
  /** Each by its type and name. */
  tools: { [key: string]: unknown }[];
}

/** Narrows the tools down for one request. */
export interface ChatCompletionAllowedToolChoice {
  /** Always `allowed_tools`. */
  type: "allowed_tools";
  /** The tools. */
  allowed_tools: ChatCompletionAllowedTools;
}

/**
 * Whether and which tools the model calls: `auto` leaves it to the model, `none` forbids and
 * `required` demands a call; an object names the tool.
 */
export type ChatCompletionToolChoiceOption =
  | "none"
  | "auto"
  | "required"
  | ChatCompletionAllowedToolChoice
  | ChatCompletionNamedToolChoice
  | ChatCompletionNamedToolChoiceCustom;

/** @deprecated Use `tool_choice`. */
export interface ChatCompletionFunctionCallOption {
  /** The function to call. */
  name: string;
}
