/** The loop of a tool run: ask, run what the model calls, tell it the results, ask again. */
import { OpenAIError } from "../errors.js";
import type { RequestOptions } from "../options.js";
import type {
  ChatCompletion,
  ChatCompletionCreateParams,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageToolCall,
  ChatCompletionNamedToolChoice,
  ChatCompletionTool,
  ChatCompletionToolMessageParam,
} from "../types/index.js";
import { toRequest } from "./request-message.js";
import type { AbstractChatCompletionRunner, Client } from "./runner.js";
import type { AutoParseableTool } from "./schema.js";

/** A function that the model may call, and that a run calls for it. */
export interface RunnableFunction<Args = any> {
  /** Runs it; what it returns is told to the model. `runner.abort()` ends the run. */
  function: (args: Args, runner: any, context: any) => unknown;
  /** Turns the arguments, a JSON text, into what `function` takes. What it throws is told to the model. */
  parse?: (text: string) => Args | Promise<Args>;
  /** The JSON Schema of the arguments. */
  parameters: object;
  /** What it does. */
  description?: string;
  /** Its name. Default: that of `function`. */
  name?: string | undefined;
  /** Whether the API makes sure that arguments fit. */
  strict?: boolean | undefined;
}

/** A tool that a run calls. */
export interface RunnableToolFunction<Args = any> {
  /** Always `function`. */
  type: "function";
  /** The function. */
  function: RunnableFunction<Args>;
}

/** A tool of a run. */
export type RunnableTool =
  | RunnableToolFunction
  | AutoParseableTool<any>
  | Extract<ChatCompletionTool, { type: "custom" }>;

/** Parameters of `runTools`. */
export interface ToolRunParams
  extends Omit<ChatCompletionCreateParamsNonStreaming, "tools" | "stream"> {
  /** The functions that the model may call. */
  tools: RunnableTool[];
  /** Whether the answers are streamed. */
  stream?: boolean;
  /** Passed to the functions. */
  toolContext?: unknown;
}

/** Options of `runTools`. */
export interface ToolRunOptions extends RequestOptions {
  /** How often the model is asked at most. Default: 10. */
  maxChatCompletions?: number;
  /** Called after each answer, its tools run; the next request waits for it. */
  afterCompletion?: (completion: ChatCompletion, runner: any) => unknown;
  /**
   * What to do when a function throws: `throw` ends the run, as with `openai`; `report` tells the
   * model the error's message. Default: `throw`.
   */
  toolErrors?: "throw" | "report";
}

/** A tool as it was marked by `tool` or by `zodFunction`. */
interface Marked {
  $parseRaw?: RunnableFunction["parse"];
  $callback?: RunnableFunction["function"];
}

type Runner = AbstractChatCompletionRunner<any, any>;

/** Runs until the model gives an answer, or has been asked as often as allowed. */
export async function runTools(
  runner: Runner,
  client: Client,
  params: ToolRunParams,
  options: ToolRunOptions = {},
): Promise<void> {
  const { tools, toolContext, stream, tool_choice = "auto", ...rest } = params;
  const { maxChatCompletions = 10, afterCompletion, toolErrors, ...requestOptions } = options;
  const functions = new Map<string, RunnableFunction>();
  if (!Array.isArray(tools)) throw new OpenAIError("`tools` must be a list.");
  const sent = tools.map((tool, at) => toSent(tool, `tools[${at}]`, functions));
  const only = (tool_choice as Partial<ChatCompletionNamedToolChoice> | null)?.function?.name;
  // Where there are none, the API says so.
  runner.messages.push(...(params.messages ?? []));

  const runOne = async (call: ChatCompletionMessageToolCall): Promise<Result | undefined> => {
    if (call.type !== "function") return undefined;
    const { name, arguments: text } = call.function;
    const told = (content: string) => ({ called: false, message: toMessage(call.id, content) });
    const known = functions.get(name);
    if (!known || (only !== undefined && only !== name))
      return told(unknownTool(name, functions, only));
    let args: unknown = text;
    try {
      if (known.parse) args = await known.parse(text);
    } catch (error) {
      return told(String((error as Error)?.message ?? error));
    }
    runner.throwIfAborted();
    try {
      const result = await known.function(args, runner, toolContext);
      return { called: true, message: toMessage(call.id, toText(result)) };
    } catch (error) {
      if (toolErrors !== "report" || runner.controller.signal.aborted) throw error;
      return told(`The tool failed: ${(error as Error)?.message ?? error}`);
    }
  };
  const finish = async (completion: ChatCompletion) => {
    await Promise.race([afterCompletion?.(completion, runner), untilAborted(runner)]);
    runner.throwIfAborted();
  };

  for (let asked = 0; asked < maxChatCompletions; asked++) {
    const messages = runner.messages.map(toRequest);
    const request = { ...rest, tool_choice, tools: sent, messages } as ChatCompletionCreateParams;
    const completion = await runner.ask(client, request, requestOptions);
    const message = completion.choices[0]?.message;
    if (!message) throw new OpenAIError("The answer holds no message.");
    const calls = message.tool_calls ?? [];
    if (calls.length === 0) return finish(completion);
    if (only !== undefined || params.parallel_tool_calls === false) {
      for (const call of calls) {
        const [result] = await settle(runner, [runOne(call)]);
        if (only !== undefined && result?.called) return finish(completion);
      }
    } else {
      await settle(runner, calls.map(runOne));
    }
    await finish(completion);
  }
}

/** The result of a call, and whether the function has run. */
interface Result {
  called: boolean;
  message: ChatCompletionToolMessageParam;
}

/** Waits for calls, or for an abort, and adds what has come of them in their order. */
async function settle(
  runner: Runner,
  running: Promise<Result | undefined>[],
): Promise<(Result | undefined)[]> {
  const results: (Result | undefined)[] = [];
  const errors: unknown[] = [];
  for (const [at, call] of running.entries()) {
    call.then(
      (result) => {
        results[at] = result;
      },
      (error) => {
        errors.push(error);
      },
    );
  }
  await Promise.race([Promise.allSettled(running), untilAborted(runner)]);
  if (errors.length > 0 && !runner.controller.signal.aborted) throw errors[0];
  for (const result of results) if (result) runner.addMessage(result.message);
  runner.throwIfAborted();
  return results;
}

/**
 * Resolves soon after an abort. What the caller has given and hangs must not keep an abort from ending
 * the run; what returns at once counts.
 */
function untilAborted({ controller: { signal } }: Runner): Promise<void> {
  return new Promise((resolve) => {
    const soon = () => setTimeout(resolve);
    signal.addEventListener("abort", soon, { once: true });
    if (signal.aborted) soon();
  });
}

function toSent(
  tool: RunnableTool,
  place: string,
  functions: Map<string, RunnableFunction>,
): object {
  if (tool && tool.type !== "function") return tool;
  const { $parseRaw, $callback } = (tool ?? {}) as Marked;
  let runnable = tool?.function as RunnableFunction | undefined;
  if ($parseRaw) {
    runnable = { strict: true, ...runnable, function: $callback, parse: $parseRaw } as never;
  }
  const { function: run, parse, ...definition } = runnable ?? ({} as Partial<RunnableFunction>);
  const name = runnable?.name || run?.name;
  const lacks = typeof run !== "function" ? "function to run" : name ? "" : "name";
  if (!runnable || !name || lacks) {
    throw new OpenAIError(`\`${place}\`, "${name ?? ""}", has no ${lacks}.`);
  }
  functions.set(name, runnable);
  return { type: "function", function: { ...definition, name } };
}

function unknownTool(name: string, functions: Map<string, unknown>, only?: string): string {
  const quoted = [...functions.keys()].map((known) => JSON.stringify(known)).join(", ");
  const instead =
    only === undefined || !functions.has(name)
      ? `Available options are: ${quoted}.`
      : `${JSON.stringify(only)} requested.`;
  return `Invalid tool_call: ${JSON.stringify(name)}. ${instead} Please try again`;
}

function toMessage(tool_call_id: string, content: string): ChatCompletionToolMessageParam {
  return { role: "tool", tool_call_id, content };
}

function toText(result: unknown): string {
  return typeof result === "string" ? result : (JSON.stringify(result) ?? "undefined");
}
