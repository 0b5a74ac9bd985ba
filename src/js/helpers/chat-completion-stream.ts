/** A streamed answer with events and snapshots. */
import { toCompletion } from "../completion-decoder.js";
import { applyEdits } from "../edits.js";
import { APIUserAbortError } from "../errors.js";
import type { RequestOptions } from "../options.js";
import { Stream } from "../stream.js";
import type { ItemDecoderClass } from "../stream-iterator.js";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionCreateParams,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionTokenLogprob,
  ChatCompletionToolMessageParam,
} from "../types/index.js";
import { ChoiceEvents, type GrowingChoice, objectsIn } from "./choice-events.js";
import { GrowthDecoder, type Step } from "./growth-decoder.js";
import {
  checkFinished,
  isCut,
  type ParseParams,
  parseCompletion,
  parsesAnything,
} from "./parse.js";
import { AbstractChatCompletionRunner, type Client, type RunnerEvents } from "./runner.js";
import { messageOf } from "./tool-message.js";
import type { ChatCompletionSnapshot } from "./types.js";

/** Parameters of `stream`. */
export type ChatCompletionStreamParams = Omit<ChatCompletionCreateParams, "stream"> & {
  /** Always `true`, also where it is left out. */
  stream?: true;
};

/** The text of an answer has grown. */
export interface ContentDeltaEvent {
  /** What has been added. */
  delta: string;
  /** The text so far. */
  snapshot: string;
  /** The best value so far, where the answer is to be parsed; one object that grows. */
  parsed: unknown;
}

/** The text of an answer is whole. */
export interface ContentDoneEvent<Parsed = null> {
  /** The text. */
  content: string;
  /** Its value, where the answer is to be parsed. */
  parsed: Parsed | null;
}

/** A refusal has grown. */
export interface RefusalDeltaEvent {
  /** What has been added. */
  delta: string;
  /** The text so far. */
  snapshot: string;
}

/** A refusal is whole. */
export interface RefusalDoneEvent {
  /** The text. */
  refusal: string;
}

/** The arguments of a tool call are whole. */
export interface FunctionToolCallArgumentsDoneEvent {
  /** The function's name. */
  name: string;
  /** Which of the calls. */
  index: number;
  /** The arguments so far. */
  arguments: string;
  /** Their value, where they are to be parsed; while they arrive, one object that grows. */
  parsed_arguments: unknown;
}

/** The arguments of a tool call have grown. */
export interface FunctionToolCallArgumentsDeltaEvent extends FunctionToolCallArgumentsDoneEvent {
  /** What has been added. */
  arguments_delta: string;
}

/** Log probabilities of the text. */
export interface LogProbsContentDoneEvent {
  /** Of each token. */
  content: ChatCompletionTokenLogprob[];
}

/** More log probabilities of the text. */
export interface LogProbsContentDeltaEvent extends LogProbsContentDoneEvent {
  /** All so far. */
  snapshot: ChatCompletionTokenLogprob[];
}

/** Log probabilities of a refusal. */
export interface LogProbsRefusalDoneEvent {
  /** Of each token. */
  refusal: ChatCompletionTokenLogprob[];
}

/** More log probabilities of a refusal. */
export interface LogProbsRefusalDeltaEvent extends LogProbsRefusalDoneEvent {
  /** All so far. */
  snapshot: ChatCompletionTokenLogprob[];
}

/** Events of a stream. Snapshots are the same object each time, which grows. */
export interface ChatCompletionStreamEvents<Parsed = null> extends RunnerEvents<Parsed> {
  /** A chunk has arrived. */
  chunk: (chunk: ChatCompletionChunk, snapshot: ChatCompletionSnapshot) => void;
  /** The text has grown. */
  "content.delta": (event: ContentDeltaEvent) => void;
  /** The text is whole. */
  "content.done": (event: ContentDoneEvent<Parsed>) => void;
  /** A refusal has grown. */
  "refusal.delta": (event: RefusalDeltaEvent) => void;
  /** A refusal is whole. */
  "refusal.done": (event: RefusalDoneEvent) => void;
  /** The arguments of a tool call have grown. */
  "tool_calls.function.arguments.delta": (event: FunctionToolCallArgumentsDeltaEvent) => void;
  /** The arguments of a tool call are whole. */
  "tool_calls.function.arguments.done": (event: FunctionToolCallArgumentsDoneEvent) => void;
  /** There are more log probabilities. */
  "logprobs.content.delta": (event: LogProbsContentDeltaEvent) => void;
  /** All log probabilities are there. */
  "logprobs.content.done": (event: LogProbsContentDoneEvent) => void;
  /** There are more log probabilities of a refusal. */
  "logprobs.refusal.delta": (event: LogProbsRefusalDeltaEvent) => void;
  /** All log probabilities of a refusal are there. */
  "logprobs.refusal.done": (event: LogProbsRefusalDoneEvent) => void;
}

/** Events that happen while an answer arrives: without a listener for them, no chunk is made. */
const NEEDS_CHUNKS = /^chunk$|^content|\.d(elta|one)$/;

/**
 * A streamed answer: its chunks with `for await`, its events with `on`, its outcome as promises.
 *
 * Chunks and snapshots are only made where somebody listens for them. A listener that is added in the
 * middle hears of what arrives from then on.
 */
export class ChatCompletionStream<Parsed = null>
  extends AbstractChatCompletionRunner<ChatCompletionStreamEvents<Parsed>, Parsed>
  implements AsyncIterable<ChatCompletionChunk>
{
  #decoder: GrowthDecoder | undefined;
  #watched = false;
  #choices = new Map<number, ChoiceEvents>();
  /** @internal Whether an answer that was cut off is an error. */
  rejectsUnfinished = false;

  /** A stream that {@link toReadableStream} has made, at the other end. */
  static fromReadableStream(readable: ReadableStream<Uint8Array>): ChatCompletionStream<null> {
    const runner = new this<null>();
    runner.run(() => runner.replay(readable));
    return runner;
  }

  /** @internal */
  static createChatCompletion<Parsed>(
    completions: Client,
    params: ChatCompletionStreamParams,
    options?: RequestOptions,
  ): ChatCompletionStream<Parsed> {
    const runner = new ChatCompletionStream<Parsed>();
    // Where there are none, the API says so.
    runner.messages.push(...(params.messages ?? []));
    runner.run(() => runner.ask(completions, params as ChatCompletionCreateParams, options));
    return runner;
  }

  /**
   * The answer so far; `undefined` before it has begun and after it has ended well. After an error it
   * is what had arrived, with the usage where that was told.
   */
  get currentChatCompletionSnapshot(): ChatCompletionSnapshot | undefined {
    return this.#decoder?.snapshot();
  }

  /** @internal */
  override async ask(
    completions: Client,
    params: ChatCompletionCreateParams,
    options?: RequestOptions,
  ): Promise<ChatCompletion> {
    this.prepare(options);
    const stream = await completions.create(
      { ...params, stream: true } as ChatCompletionCreateParamsStreaming,
      { ...options, signal: this.controller.signal },
    );
    try {
      this.emit("connect");
    } catch (error) {
      stream.controller.abort();
      throw error;
    }
    return this.#read(stream, params as ParseParams);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<ChatCompletionChunk> {
    return this.iterate(
      ["chunk"],
      (chunk) => chunk,
      () => this.abort(),
    );
  }

  /** The chunks, one JSON value on each line: the other end is {@link fromReadableStream}. */
  toReadableStream(): ReadableStream<Uint8Array> {
    return new Stream(() => this.lines(), this.controller).toReadableStream();
  }

  /** @internal */
  lines(): AsyncIterator<unknown> {
    return this[Symbol.asyncIterator]();
  }

  /** @internal Reads what {@link toReadableStream} has written: answers, and what tools have returned. */
  async replay(readable: ReadableStream<Uint8Array>): Promise<void> {
    const stream = Stream.fromReadableStream<ChatCompletionChunk>(readable, this.controller);
    const items = stream[Symbol.asyncIterator]();
    this.emit("connect");
    let item = await items.next();
    const answer = async function* () {
      const { id } = item.value;
      while (!item.done && item.value.id === id && !messageOf(item.value)) {
        yield item.value;
        item = await items.next();
      }
    };
    while (!item.done) {
      const message = messageOf(item.value);
      if (message) {
        this.addMessage(message as ChatCompletionToolMessageParam);
        item = await items.next();
      } else await this.#read(new Stream(answer, this.controller), {});
    }
    this.throwIfAborted();
  }

  /** @internal */
  override listened(event: keyof ChatCompletionStreamEvents<Parsed>): void {
    if (this.#watched || !NEEDS_CHUNKS.test(event)) return;
    this.#watched = true;
    this.#decoder?.watch();
  }

  async #read(stream: Stream<ChatCompletionChunk>, params: ParseParams): Promise<ChatCompletion> {
    let decoder!: GrowthDecoder;
    const watched = this.#watched;
    // Called with `new`. A class of its own for each answer would be slow: none would be known from before.
    function make(limit: number): GrowthDecoder {
      decoder = new GrowthDecoder(limit);
      if (watched) decoder.watch();
      return decoder;
    }
    const steps = asStream(stream, this.controller).decodeInstead<Step>(
      make as unknown as ItemDecoderClass<Step>,
    );
    this.#decoder = decoder;
    this.#choices = new Map();
    const strict = this.rejectsUnfinished || parsesAnything(params);
    let cut: boolean | undefined = false;
    try {
      for await (const [chunk, edits] of steps) {
        const snapshot = decoder.snapshot();
        applyEdits(snapshot, edits);
        // What follows an answer that was cut off is its usage.
        cut ||= strict && snapshot.choices?.some((choice) => isCut(choice.finish_reason));
        if (!cut) this.#step(snapshot, chunk, params);
      }
    } finally {
      for (const events of this.#choices.values()) events.close();
    }
    this.throwIfAborted();
    if (stream.controller?.signal.aborted) throw new APIUserAbortError();
    const completion = toCompletion(decoder.snapshot());
    if (this.rejectsUnfinished) {
      for (const choice of completion.choices) checkFinished(choice.finish_reason);
    }
    const parsed = parseCompletion(completion, params, true) as ChatCompletion;
    this.#decoder = undefined;
    return this.addCompletion(parsed);
  }

  #step(snapshot: ChatCompletionSnapshot, chunk: ChatCompletionChunk, params: ParseParams): void {
    const growing = snapshot.choices as GrowingChoice[] | undefined;
    const later: (() => void)[] = [];
    for (const part of objectsIn(chunk.choices)) {
      // Where a choice says nothing, there is none.
      const choice = growing?.find((choice) => choice?.index === part.index);
      if (!choice) continue;
      const events = this.#eventsOf(part.index, choice, params);
      events.parse(choice, part.delta);
      later.push(() => events.chunk(choice, part));
    }
    this.emit("chunk", chunk, snapshot);
    for (const emit of later) emit();
  }

  #eventsOf(index: number, choice: GrowingChoice, params: ParseParams): ChoiceEvents {
    // As in a whole answer, what has not been sent is `null`.
    choice.message ??= {} as GrowingChoice["message"];
    choice.logprobs ??= null;
    choice.finish_reason ??= null as never;
    const known = this.#choices.get(index);
    if (known) return known;
    const events = new ChoiceEvents(this.emit.bind(this) as never, params);
    this.#choices.set(index, events);
    return events;
  }
}

/** Chunks of any origin: tests replace `create`, and may return any iterable. */
function asStream(
  chunks: AsyncIterable<ChatCompletionChunk>,
  controller: AbortController,
): Stream<ChatCompletionChunk> {
  if (chunks instanceof Stream) return chunks;
  return new Stream(() => chunks[Symbol.asyncIterator](), controller);
}
