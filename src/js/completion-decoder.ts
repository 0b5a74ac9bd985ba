/** The whole answer of a stream, gathered in Rust: `src/protocol/accumulator.rs`. */
import { applyEdits } from "./edits.js";
import { Decoder, Status } from "./engine.js";
import { OpenAIError } from "./errors.js";
import type {
  ChatCompletion,
  ChatCompletionMessageFunctionToolCall,
  ChatCompletionMessageToolCall,
} from "./types/index.js";

/** A completion that is still growing: what has not been sent is not there. */
export type Snapshot = Partial<ChatCompletion>;

/** Decodes a body into one completion, which it gives at the end. */
export class CompletionDecoder extends Decoder {
  readonly #snapshot: Snapshot = {};
  /** Whether the sink may hold edits that have not been applied. */
  #pending = false;

  constructor(eventLimit: number) {
    super((engine) => engine.completion(eventLimit));
  }

  /** Nothing until the stream is done. */
  items(): unknown[] {
    return this.gather() ? [toCompletion(this.#snapshot)] : [];
  }

  /** The completion as far as it has been read; the same object each time. */
  snapshot(): Snapshot {
    if (this.#pending) {
      // Not again where the engine fails.
      this.#pending = false;
      this.take();
      const edits = this.text(0);
      if (edits !== "") applyEdits(this.#snapshot, JSON.parse(edits));
    }
    return this.#snapshot;
  }

  override close(): void {
    try {
      this.snapshot();
    } catch {
      // What has not been looked at is gone, where the engine has failed.
    }
    super.close();
  }

  /** Takes note of what a read has brought; returns whether the stream is done. */
  protected gather(): boolean {
    const done = this.status === Status.Done;
    this.#pending = true;
    if (done || this.lengthOf(0) > 0) this.snapshot();
    return done;
  }

  /** Has the outputs be chunks with their edits from the next call on. */
  protected watchChunks(): void {
    this.snapshot();
    this.use((engine, place) => engine.watch(place));
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
        // What is spoken ends with the time up to which it can be asked for.
        if (message?.audio?.expires_at) choice.finish_reason ??= "stop";
        if (!choice.finish_reason) {
          throw new OpenAIError(`missing finish_reason for choice ${choice.index ?? at}`);
        }
        return { ...choice, logprobs: choice.logprobs ?? null, message: toMessage(message) };
      }),
  };
}

interface Indexed {
  index?: number;
}

type Message = ChatCompletion.Choice["message"];

/**
 * A call of a snapshot, where they stand in the order in which they have begun. Its index, where the
 * chunks tell one, is not enumerable.
 */
export type GrowingCall = ChatCompletionMessageToolCall & Indexed;

function toMessage(message: Message | undefined): Message {
  const whole: Message = { role: "assistant", content: null, refusal: null, ...message };
  const { function_call, tool_calls } = whole;
  if (function_call) {
    const { name = "", arguments: text = "" } = function_call;
    whole.function_call = { ...function_call, name, arguments: text };
  }
  if (tool_calls) {
    whole.tool_calls = Object.values(tool_calls)
      .sort((left: GrowingCall, right: GrowingCall) => (left.index ?? 0) - (right.index ?? 0))
      .map(toToolCall);
  }
  return whole;
}

function toToolCall(call: ChatCompletionMessageToolCall): ChatCompletionMessageToolCall {
  if (call.type === "custom") return call;
  const { type = "function", function: { name = "", arguments: text = "", ...rest } = {} } =
    call as Partial<ChatCompletionMessageFunctionToolCall>;
  return { ...call, type, function: { ...rest, name, arguments: text } };
}
