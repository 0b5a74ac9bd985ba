/** The events of one choice: what is new in a chunk, and what is done with it. */
import type { GrowingCall } from "../completion-decoder.js";
import { PartialJson } from "../partial-json.js";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionMessageFunctionToolCall,
} from "../types/index.js";
import { argumentsParser, contentParser, type ParseParams } from "./parse.js";
import type { ParsedFunction } from "./types.js";

/** A choice that is still growing. */
export type GrowingChoice = ChatCompletion.Choice & { message: { parsed?: unknown } };

/** The objects in a list, or the only one where there is no list; what else a server sends is none. */
export function objectsIn<T>(list: T[] | null | undefined): T[] {
  return [list].flat().filter((item) => item && typeof item === "object") as T[];
}

type Emit = (event: never, ...args: never[]) => void;
type Delta = ChatCompletionChunk.Choice["delta"];
type CallDelta = NonNullable<Delta["tool_calls"]>[number];

/** Emits the events of one choice. */
export class ChoiceEvents {
  readonly #emit: (event: string, ...args: unknown[]) => void;
  readonly #params: ParseParams;
  readonly #json = new Map<number, PartialJson>();
  readonly #emitted = new Set<string>();
  /** The place of the tool call that grows. */
  #call: number | undefined;

  constructor(emit: Emit, params: ParseParams) {
    this.#emit = emit as (event: string, ...args: unknown[]) => void;
    this.#params = params;
  }

  /** Puts the best value so far beside the texts that a chunk has added to. */
  parse({ message }: GrowingChoice, delta: Delta | undefined): void {
    if (typeof delta?.content === "string" && !message.refusal && contentParser(this.#params)) {
      message.parsed = this.#push(-1, delta.content) ?? null;
    }
    for (const call of objectsIn(delta?.tool_calls)) {
      const place = placeOf(call, message);
      const target = message.tool_calls?.[place];
      const text = call.function?.arguments;
      if (!isFunction(target) || typeof text !== "string") continue;
      if (!argumentsParser(this.#params, target.function.name)) continue;
      const value = this.#push(place, text);
      if (value !== undefined) (target.function as ParsedFunction).parsed_arguments = value;
    }
  }

  /** Emits what a chunk has added to the choice. */
  chunk(choice: GrowingChoice, { delta, logprobs }: ChatCompletionChunk.Choice): void {
    const { message } = choice;
    const { content, refusal, role, parsed } = message;
    // Some servers name none, and the whole answer is the assistant's all the same.
    if (!role || role === "assistant") {
      if (delta?.content != null && content) {
        this.#emit("content", delta.content, content);
        this.#emit("content.delta", { delta: delta.content, snapshot: content, parsed });
      }
      if (delta?.refusal != null && refusal) {
        this.#emit("refusal.delta", { delta: delta.refusal, snapshot: refusal });
      }
      for (const key of ["content", "refusal"] as const) {
        const added = logprobs?.[key];
        if (!added) continue;
        const snapshot = choice.logprobs?.[key] ?? [];
        this.#emit(`logprobs.${key}.delta`, { [key]: added, snapshot });
      }
    }
    if (choice.finish_reason) {
      this.#contentDone(choice);
      this.#callDone(choice);
    }
    const calls = objectsIn(delta?.tool_calls).map((call) => {
      return { call, place: placeOf(call, message) };
    });
    for (const { place } of calls) this.#begin(choice, place);
    for (const { call, place } of calls) this.#argumentsDelta(message, place, call);
  }

  /** Has the memory be free of what is parsed, without waiting for a collection. */
  close(): void {
    for (const json of this.#json.values()) {
      try {
        json.finish();
      } catch {
        // It is no JSON, or an answer that was cut off.
      }
    }
  }

  #begin(choice: GrowingChoice, place: number): void {
    if (this.#call !== place) {
      this.#contentDone(choice);
      this.#callDone(choice);
    }
    this.#call = place;
  }

  #argumentsDelta(message: GrowingChoice["message"], place: number, call: CallDelta): void {
    const target = message.tool_calls?.[place];
    if (!isFunction(target)) return;
    const { name, arguments: text, parsed_arguments } = target.function as ParsedFunction;
    this.#emit("tool_calls.function.arguments.delta", {
      name,
      index: target.index ?? place,
      arguments: text,
      parsed_arguments,
      arguments_delta: call.function?.arguments ?? "",
    });
  }

  #callDone({ message, finish_reason }: GrowingChoice): void {
    const place = this.#call as number;
    const call = message.tool_calls?.[place];
    if (!isFunction(call) || this.#emitted.has(`${place}`)) return;
    if (finish_reason) this.#emitted.add(`${place}`);
    const { name, arguments: text } = call.function;
    const parsed_arguments = argumentsParser(this.#params, name)?.(text) ?? null;
    this.#emit("tool_calls.function.arguments.done", {
      name,
      index: call.index ?? place,
      arguments: text,
      parsed_arguments,
    });
  }

  #contentDone({ message, logprobs }: GrowingChoice): void {
    const { content, refusal, tool_calls, function_call } = message;
    if (content || (content === "" && !refusal && !tool_calls?.length && !function_call)) {
      const parse = refusal ? undefined : contentParser(this.#params);
      this.#once("content.done", () => ({ content, parsed: parse?.(content) ?? null }));
    }
    if (refusal) this.#once("refusal.done", () => ({ refusal }));
    for (const key of ["content", "refusal"] as const) {
      const all = logprobs?.[key];
      if (all) this.#once(`logprobs.${key}.done`, () => ({ [key]: all }));
    }
  }

  #once(event: string, payload: () => unknown): void {
    if (this.#emitted.has(event)) return;
    this.#emitted.add(event);
    this.#emit(event, payload());
  }

  /** The best value so far; a text that is no JSON is told of when it is whole. */
  #push(key: number, text: string): unknown {
    const json = this.#json.get(key) ?? new PartialJson();
    this.#json.set(key, json);
    try {
      return json.push(text);
    } catch {
      return json.value;
    }
  }
}

/**
 * The place in the snapshot of the call that a chunk has added to. Servers that leave the index out
 * mean the call that came last, and some give one index to several.
 */
function placeOf({ index, id }: CallDelta, { tool_calls }: GrowingChoice["message"]): number {
  const calls: GrowingCall[] = tool_calls ?? [];
  return calls
    .map((call) => (index == null || +index === call.index) && (!id || id === call.id))
    .lastIndexOf(true);
}

/** Servers that leave the type out mean a function. */
function isFunction(
  call: GrowingCall | undefined,
): call is GrowingCall & ChatCompletionMessageFunctionToolCall {
  return (call as ChatCompletionMessageFunctionToolCall)?.function !== undefined;
}
