/** Parsing what was asked for as JSON. */
import { ContentFilterFinishReasonError, LengthFinishReasonError, OpenAIError } from "../errors.js";
import type { ChatCompletion, ChatCompletionTool } from "../types/index.js";
import { parseJSON } from "./marks.js";
import type { ParsedChatCompletion, ParsedFunctionToolCall } from "./types.js";

/** Parses a text, and throws where it does not fit. */
type Parse = (text: string) => unknown;

/** What of the parameters tells how to parse. */
export interface ParseParams {
  response_format?: unknown;
  tools?: ChatCompletionTool[] | undefined;
}

type Marked = {
  $parseRaw?: Parse;
  type?: string;
  function?: { name?: string; strict?: boolean | null };
};

/** How to parse the content; `undefined` for text. */
export function contentParser({ response_format }: ParseParams): Parse | undefined {
  const format = response_format as Marked | null | undefined;
  return format?.$parseRaw ?? (format?.type === "json_schema" ? parseJSON : undefined);
}

/** How to parse the arguments of a tool; `undefined` where they are left as they are. */
export function argumentsParser(
  { tools }: ParseParams,
  name: string | undefined,
): Parse | undefined {
  const tool = (tools as Marked[] | undefined)?.find((tool) => tool.function?.name === name);
  return tool?.$parseRaw ?? (tool?.function?.strict ? parseJSON : undefined);
}

/** Whether anything is to be parsed. */
export function parsesAnything(params: ParseParams): boolean {
  const tools = params.tools as Marked[] | undefined;
  const parses = ({ function: definition }: Marked) => argumentsParser(params, definition?.name);
  return contentParser(params) !== undefined || tools?.some(parses) === true;
}

/** Whether an answer is incomplete by its finish reason. */
export function isCut(finishReason: string | null): boolean {
  return finishReason === "length" || finishReason === "content_filter";
}

/** Throws where an answer is incomplete by its finish reason. */
export function checkFinished(finishReason: string | null): void {
  if (!isCut(finishReason)) return;
  throw finishReason === "length"
    ? new LengthFinishReasonError()
    : new ContentFilterFinishReasonError();
}

/** Parses an answer of which a part was cut off only where `lenient` says so. */
export function parseCompletion<Parsed>(
  completion: ChatCompletion,
  params: ParseParams,
  lenient = false,
): ParsedChatCompletion<Parsed> {
  const parse = contentParser(params);
  const strict = !lenient || parsesAnything(params);
  const choices = completion.choices.map((choice) => {
    const { message } = choice;
    const { content, refusal, tool_calls, function_call } = message;
    if (strict) checkFinished(choice.finish_reason);
    const hasContent = content || (content === "" && !tool_calls?.length && !function_call);
    return {
      ...choice,
      message: {
        ...message,
        parsed: parse && hasContent && !refusal ? (parse(content) as Parsed) : null,
        ...(tool_calls && {
          tool_calls: strict
            ? tool_calls.map((call) => parseToolCall(params, call as ParsedFunctionToolCall))
            : tool_calls,
        }),
      },
    };
  });
  return { ...completion, choices } as ParsedChatCompletion<Parsed>;
}

function parseToolCall(params: ParseParams, call: ParsedFunctionToolCall): ParsedFunctionToolCall {
  if (!call.function) return call;
  const parsed_arguments =
    argumentsParser(params, call.function.name)?.(call.function.arguments) ?? null;
  return { ...call, function: { ...call.function, parsed_arguments } };
}

/** @throws {OpenAIError} for a tool whose arguments could not be relied on. */
export function checkTools({ tools }: ParseParams): void {
  for (const tool of (tools as Marked[] | undefined) ?? []) {
    if (tool.type === "function" && tool.function?.strict !== true) {
      const { name } = tool.function ?? {};
      throw new OpenAIError(
        `The tool \`${name}\` needs \`strict: true\` for its calls to be parsed.`,
      );
    }
  }
}
