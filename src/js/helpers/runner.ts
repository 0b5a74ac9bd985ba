/** What streams and tool runs have in common: a conversation, its events and its outcome. */
import type { Completions } from "../chat.js";
import { OpenAIError } from "../errors.js";
import type { RequestOptions } from "../options.js";
import type {
  ChatCompletion,
  ChatCompletionAssistantMessageParam,
  ChatCompletionCreateParams,
  ChatCompletionMessageFunctionToolCall,
  ChatCompletionMessageParam,
  CompletionUsage,
} from "../types/index.js";
import { type BaseEvents, EventStream } from "./event-stream.js";
import { type ParseParams, parseCompletion } from "./parse.js";
import type { ParsedChatCompletion, ParsedChatCompletionMessage } from "./types.js";
import { sumUsage } from "./usage.js";

/** A function that is called. */
export type FunctionCall = ChatCompletionMessageFunctionToolCall.Function;

/** Events of every runner. */
export interface RunnerEvents<Parsed> extends BaseEvents {
  /** A message was added: an answer, or what a tool has returned. */
  message: (message: ChatCompletionMessageParam) => void;
  /** An answer is whole. */
  chatCompletion: (completion: ChatCompletion) => void;
  /** The model calls a function. */
  functionToolCall: (call: FunctionCall) => void;
  /** A function has returned. */
  functionToolCallResult: (content: string) => void;
  /** The text of an answer; `snapshot` is what there is of it in a stream. */
  content: (content: string, snapshot: string) => void;
  /** The text of the last answer. */
  finalContent: (content: string) => void;
  /** The last answer's message. */
  finalMessage: (message: ParsedChatCompletionMessage<Parsed>) => void;
  /** The last answer. */
  finalChatCompletion: (completion: ParsedChatCompletion<Parsed>) => void;
  /** The last call of a function. */
  finalFunctionToolCall: (call: FunctionCall) => void;
  /** What the last call of a function has returned. */
  finalFunctionToolCallResult: (content: string) => void;
  /** The tokens of all answers. */
  totalUsage: (usage: CompletionUsage) => void;
}

/** What a runner needs of a client. */
export type Client = Pick<Completions, "create">;

type Params = ChatCompletionCreateParams;

/** A conversation with a model that goes on by itself until it ends. */
export class AbstractChatCompletionRunner<
  Events extends RunnerEvents<Parsed>,
  Parsed = null,
> extends EventStream<Events> {
  /** The conversation so far: what was asked, answers, and what tools have returned. */
  messages: ChatCompletionMessageParam[] = [];
  readonly #completions: ChatCompletion[] = [];

  /** Resolves to the last answer. */
  async finalChatCompletion(): Promise<ParsedChatCompletion<Parsed>> {
    await this.done();
    const completion = this.#completions.at(-1);
    if (!completion) throw new OpenAIError("The stream ended without an answer.");
    return completion as ParsedChatCompletion<Parsed>;
  }

  /** Resolves to the last answer's message. */
  async finalMessage(): Promise<ParsedChatCompletionMessage<Parsed>> {
    await this.done();
    return this.#finalMessage();
  }

  /** Resolves to the last answer's text. */
  async finalContent(): Promise<string | null> {
    return (await this.finalMessage()).content;
  }

  /** Resolves to the last call of a function, if there was one. */
  async finalFunctionToolCall(): Promise<FunctionCall | undefined> {
    await this.done();
    return this.#finalCall();
  }

  /** Resolves to what the last call of a function has returned, if there was one. */
  async finalFunctionToolCallResult(): Promise<string | undefined> {
    await this.done();
    return this.#finalResult();
  }

  /** Resolves to the tokens of all answers. */
  async totalUsage(): Promise<CompletionUsage> {
    await this.done();
    return this.#usage();
  }

  /** The answers so far. */
  allChatCompletions(): ChatCompletion[] {
    return [...this.#completions];
  }

  /** @internal Asks once. */
  async ask(
    completions: Client,
    params: Params,
    options?: RequestOptions,
  ): Promise<ChatCompletion> {
    this.prepare(options);
    // Several choices make no conversation.
    if (params.n && params.n > 1) throw new OpenAIError("Tool runs need `n` to be 1.");
    const completion = await completions.create(
      { ...params, stream: false },
      { ...options, signal: this.controller.signal },
    );
    this.emit("connect");
    return this.addCompletion(parseCompletion(completion, params as ParseParams));
  }

  /** @internal */
  addMessage(message: ChatCompletionMessageParam): void {
    this.messages.push(message);
    this.emit("message", message);
    if (message.role === "tool") {
      if (message.content) this.emit("functionToolCallResult", message.content);
    } else if (message.role === "assistant") {
      for (const call of message.tool_calls ?? []) {
        if (call.type === "function") this.emit("functionToolCall", call.function);
      }
    }
  }

  /** @internal */
  prepare(options: RequestOptions | undefined): void {
    this.follow(options?.signal);
    this.throwIfAborted();
  }

  /** @internal */
  addCompletion(completion: ChatCompletion): ChatCompletion {
    for (const { message } of completion.choices) {
      // Some servers send none, and a result has to say whose it is.
      for (const call of message.tool_calls ?? [])
        call.id ||= `call_${Math.random().toString(36).slice(2)}`;
    }
    this.#completions.push(completion);
    this.emit("chatCompletion", completion);
    const message = completion.choices[0]?.message;
    if (message) {
      message.content ??= null;
      this.addMessage(message as ChatCompletionAssistantMessageParam);
    }
    return completion;
  }

  /** @internal */
  override emitFinal(): void {
    const emit = (event: keyof RunnerEvents<Parsed>, value: unknown) => {
      if (value != null && value !== "") this.emit(event, value);
    };
    emit("finalChatCompletion", this.#completions.at(-1));
    const message = this.#finalMessage();
    emit("finalMessage", message);
    emit("finalContent", message.content);
    emit("finalFunctionToolCall", this.#finalCall());
    emit("finalFunctionToolCallResult", this.#finalResult());
    if (this.#completions.some(({ usage }) => usage)) emit("totalUsage", this.#usage());
  }

  #usage(): CompletionUsage {
    return sumUsage(this.#completions.map(({ usage }) => usage));
  }

  #finalMessage(): ParsedChatCompletionMessage<Parsed> {
    const message = this.messages.filter(({ role }) => role === "assistant").at(-1);
    if (!message) throw new OpenAIError("The stream ended without an answer.");
    const { content, refusal } = message as ChatCompletionAssistantMessageParam;
    const whole = { ...message, content: content ?? null, refusal: refusal ?? null };
    return whole as ParsedChatCompletionMessage<Parsed>;
  }

  #calls(): ChatCompletionMessageFunctionToolCall[] {
    const calls = this.messages.flatMap((message) =>
      message.role === "assistant" ? (message.tool_calls ?? []) : [],
    );
    return calls.filter((call) => call.type === "function");
  }

  #finalCall(): FunctionCall | undefined {
    return this.#calls().at(-1)?.function;
  }

  #finalResult(): string | undefined {
    const ids = this.#calls().map(({ id }) => id);
    const results = this.messages.flatMap((message) =>
      message.role === "tool" && ids.includes(message.tool_call_id) ? [message.content] : [],
    );
    return results.filter((content) => typeof content === "string").at(-1);
  }
}
