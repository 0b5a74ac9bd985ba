/** The types of parsed answers. */
import type {
  ChatCompletion,
  ChatCompletionMessage,
  ChatCompletionMessageCustomToolCall,
  ChatCompletionMessageFunctionToolCall,
  ResponseFormatJSONSchema,
} from "../types/index.js";

/** A response format that knows how to parse answers: what `responseFormat` makes. */
export type AutoParseableResponseFormat<Parsed> = ResponseFormatJSONSchema & {
  /** Never there: it carries the type. */
  __output: Parsed;
  /** Parses the text of an answer. */
  $parseRaw(content: string): Parsed;
};

/** A call of a function, its arguments parsed where there was something to parse them by. */
export interface ParsedFunctionToolCall extends ChatCompletionMessageFunctionToolCall {
  /** The function. */
  function: ParsedFunction;
}

/** A function that is called. */
export interface ParsedFunction extends ChatCompletionMessageFunctionToolCall.Function {
  /** The arguments, parsed; `null` where the tool says nothing about them. */
  parsed_arguments?: unknown;
}

/** A message whose content was parsed. */
export interface ParsedChatCompletionMessage<Parsed>
  extends Omit<ChatCompletionMessage, "tool_calls"> {
  /** The content, parsed; `null` where there is none, and after a refusal. */
  parsed: Parsed | null;
  /** The tools that the model calls. */
  tool_calls?: (ParsedFunctionToolCall | ChatCompletionMessageCustomToolCall)[];
}

/** A choice whose message was parsed. */
export interface ParsedChoice<Parsed> extends Omit<ChatCompletion.Choice, "message"> {
  /** The message. */
  message: ParsedChatCompletionMessage<Parsed>;
}

/** A completion whose messages were parsed. */
export interface ParsedChatCompletion<Parsed> extends Omit<ChatCompletion, "choices"> {
  /** One for each of the `n` asked for. */
  choices: ParsedChoice<Parsed>[];
}

/** What the content of an answer to these parameters is parsed to. */
export type ExtractParsedContentFromParams<Params> = Params extends {
  response_format: { __output: infer Parsed };
}
  ? Parsed
  : Params extends { response_format: { type: "json_schema" } }
    ? unknown
    : null;

/** An answer that is still arriving: what has not been sent is not there. */
export type ChatCompletionSnapshot = Partial<ChatCompletion>;
