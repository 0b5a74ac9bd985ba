/** The whole answer of a stream, gathered in Rust: `src/protocol/accumulator.rs`. */
import { Decoder as RawDecoder } from "#engine";
import { applyEdits } from "./edits.js";
import { Decoder, load, Status } from "./engine.js";
import { OpenAIError } from "./errors.js";
import type {
  ChatCompletion,
  ChatCompletionMessageFunctionToolCall,
  ChatCompletionMessageToolCall,
} from "./types/index.js";

/** Edits are left where they are up to this many bytes, so that few texts are decoded. */
const MOST_PENDING = 64 * 1024;

/** A completion that is still growing: what has not been sent is not there. */
export type Snapshot = Partial<ChatCompletion>;

/** Decodes a body into one completion, which it gives at the end. */
export class CompletionDecoder extends Decoder {
  readonly #snapshot: Snapshot = {};

  constructor(eventLimit: number) {
    load();
    super(RawDecoder.completion(eventLimit));
  }

  /** Nothing until the stream is done. */
  items(): ChatCompletion[] {
    const done = this.status === Status.Done;
    if (done || this.lengthOf(0) > MOST_PENDING) this.#apply();
    return done ? [toCompletion(this.#snapshot)] : [];
  }

  #apply(): void {
    const edits = this.text(0);
    if (edits === "") return;
    applyEdits(this.#snapshot, JSON.parse(edits));
    this.taken();
  }
}

/**
 * A completion out of a snapshot at the end of a stream, with the members that only whole answers
 * have.
 *
 * @throws {OpenAIError} where a choice has not been finished.
 */
export function toCompletion({ choices, ...rest }: Snapshot): ChatCompletion {
  if (!choices) throw new OpenAIError("The stream ended without an answer.");
  return {
    ...(rest as ChatCompletion),
    object: "chat.completion",
    // Not those that a chunk has only mentioned: they are holes in the list.
    choices: Object.values(choices)
      .sort((left, right) => left.index - right.index)
      .map(({ message, ...choice }, at) => {
        if (!choice.finish_reason) {
          throw new OpenAIError(`missing finish_reason for choice ${choice.index ?? at}`);
        }
        return { ...choice, logprobs: choice.logprobs ?? null, message: toMessage(message) };
      }),
  };
}

type Message = ChatCompletion.Choice["message"];

function toMessage(message: Message | undefined): Message {
  const whole: Message = { role: "assistant", content: null, refusal: null, ...message };
  const { function_call, tool_calls } = whole;
  if (function_call) {
    const { name = "", arguments: text = "" } = function_call;
    whole.function_call = { ...function_call, name, arguments: text };
  }
  if (tool_calls) whole.tool_calls = Object.values(tool_calls).map(toToolCall);
  return whole;
}

function toToolCall(call: ChatCompletionMessageToolCall): ChatCompletionMessageToolCall {
  if (call.type === "custom") return call;
  const { type = "function", function: { name = "", arguments: text = "", ...rest } = {} } =
    call as Partial<ChatCompletionMessageFunctionToolCall>;
  return { ...call, type, function: { ...rest, name, arguments: text } };
}
