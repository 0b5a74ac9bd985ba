/** A conversation that is kept, continued, stored and kept short. */
import type { RequestOptions } from "../options.js";
import type {
  ChatCompletionContentPart,
  ChatCompletionMessageParam,
  CompletionUsage,
} from "../types/index.js";
import type { ChatCompletionStream, ChatCompletionStreamParams } from "./chat-completion-stream.js";
import { toRequest } from "./request-message.js";
import {
  checkStored,
  lacksContent,
  type StoredConversation,
  withoutOpenCalls,
} from "./stored-conversation.js";
import type { ToolRunOptions, ToolRunParams } from "./tool-run.js";
import { sumUsage } from "./usage.js";

/** What a conversation needs of a client. */
export interface ConversationClient {
  /** As in a client of this package. */
  chat: {
    completions: {
      /** Streams an answer. */
      stream(params: ChatCompletionStreamParams, options?: RequestOptions): Answer;
      /** Streams an answer, with the tools that it takes. */
      runTools(params: ToolRunParams & { stream: true }, options?: ToolRunOptions): Answer;
    };
  };
}

/** An answer on its way: see `stream` and `runTools`. */
type Answer = ChatCompletionStream<any>;

/** Parameters of every request: the model, and tools that are run where there are some. */
export type ConversationParams = Omit<ChatCompletionStreamParams, "messages" | "tools"> &
  Partial<Pick<ToolRunParams, "tools" | "toolContext">>;

export type { StoredConversation };

interface Pending {
  question: ChatCompletionMessageParam;
  answer: Answer;
  signal: AbortSignal | null | undefined;
}

/** The answer to the last question is still on its way. */
export class ConversationBusyError extends Error {
  /** As with every error of this package, whatever a bundler does. */
  static override readonly name = "ConversationBusyError";

  /** @internal */
  constructor() {
    super("The last question is still being answered: await or abort `conversation.pending`.");
  }
}

/** About as many characters are a token. */
const CHARACTERS_PER_TOKEN = 4;
/** What a message costs beside its text, and what an image does at least. */
const TOKENS_PER_MESSAGE = 4;
const TOKENS_PER_PART = 85;

/**
 * A conversation with a model: sends what the user says with all that was said before, and keeps the
 * answers, with the tool calls that led to them.
 *
 * ```js
 * const conversation = new Conversation(client, { model: "gpt-5.4" });
 * for await (const chunk of conversation.send("Hello!")) show(chunk);
 * ```
 */
export class Conversation {
  /** All that was said, answers too. May be changed between answers. */
  messages: ChatCompletionMessageParam[] = [];
  /** Sent with every request. */
  params: ConversationParams;
  /** The tokens of all answers. */
  usage: CompletionUsage = sumUsage([]);
  readonly #client: ConversationClient;
  #pending: Pending | undefined;

  constructor(client: ConversationClient, params: ConversationParams) {
    this.#client = client;
    this.params = params;
  }

  /**
   * A conversation that {@link toJSON} has stored.
   *
   * @throws {TypeError} where it is something else; the message tells the place.
   */
  static fromJSON(
    client: ConversationClient,
    params: ConversationParams,
    stored: StoredConversation,
  ): Conversation {
    checkStored(stored);
    const conversation = new Conversation(client, params);
    conversation.messages = structuredClone(stored.messages);
    conversation.usage = sumUsage([stored.usage]);
    return conversation;
  }

  /** The answer on its way, if there is one. */
  get pending(): Answer | undefined {
    return this.#pending?.answer;
  }

  /**
   * Says something; returns the answer on its way. An abort keeps the text that had arrived, as the
   * answer. Where there is none, and after an error, the question is taken back, so that it can be
   * asked again. What tools have done stays in any case.
   *
   * Usage is asked for; `stream_options: { include_usage: false }` in `params` keeps it from that, and
   * `stream_options: null` leaves the options out.
   *
   * @throws {ConversationBusyError} while the last question is being answered. An abort ends that at
   * once.
   */
  send(said: string | ChatCompletionContentPart[], options?: ToolRunOptions): Answer {
    if (typeof said !== "string" && !Array.isArray(said)) {
      throw new TypeError("What is said must be a text or a list of content parts.");
    }
    this.#checkIdle();
    const question: ChatCompletionMessageParam = { role: "user", content: said };
    const { tools, stream_options, ...rest } = this.params;
    const params = {
      ...rest,
      messages: [...this.messages, question].map(toRequest),
      stream: true as const,
      // Servers that do not know the options may refuse them.
      stream_options:
        stream_options === null ? undefined : { include_usage: true, ...stream_options },
    };
    const { completions } = this.#client.chat;
    const answer = tools?.length
      ? completions.runTools({ ...params, tools } as ToolRunParams & { stream: true }, options)
      : completions.stream(params as ChatCompletionStreamParams, options);
    this.messages.push(question);
    this.#pending = { question, answer, signal: options?.signal };
    answer.on("message", (message) => {
      if (this.pending === answer) this.messages.push(toKept(message));
    });
    answer.on("chatCompletion", ({ usage }) => {
      this.usage = sumUsage([this.usage, usage]);
    });
    answer.on("end", () => {
      if (this.pending === answer) this.#settle(answer.errored, answer.aborted);
    });
    return answer;
  }

  /**
   * Takes the last question back, with all that followed, and returns it: to ask it again, for example.
   *
   * @throws {ConversationBusyError} while it is being answered.
   */
  takeBack(): ChatCompletionMessageParam[] {
    this.#checkIdle();
    const at = this.messages.map(isQuestion).lastIndexOf(true);
    return at < 0 ? [] : this.messages.splice(at);
  }

  /** About how many tokens the messages are: texts by their length, anything else at a flat rate. */
  get tokens(): number {
    return this.messages.reduce((sum, message) => sum + tokensOf(message), 0);
  }

  /**
   * Leaves out the oldest questions with all that followed, until there are no more than `maxTokens`.
   * Instructions and the last question stay. Returns what was left out.
   *
   * @throws {TypeError} where `maxTokens` is no number of tokens.
   */
  trim(maxTokens: number): ChatCompletionMessageParam[] {
    if (typeof maxTokens !== "number" || !(maxTokens >= 0)) {
      throw new TypeError("The tokens to trim to must be a number from 0.");
    }
    const left: ChatCompletionMessageParam[] = [];
    while (this.tokens > maxTokens) {
      const first = this.messages.findIndex(isQuestion);
      const next = this.messages.findIndex((message, at) => at > first && isQuestion(message));
      if (next < 0) break;
      const isInstruction = /^(system|developer)$/;
      const turn = this.messages.slice(first, next);
      const dropped = turn.filter(({ role }) => !isInstruction.test(role));
      this.messages = this.messages.filter((message) => !dropped.includes(message));
      left.push(...dropped);
    }
    return left;
  }

  /**
   * For `JSON.stringify`: the other end is {@link fromJSON}. Calls of tools that still run are left
   * out, since no answer could follow them.
   */
  toJSON(): StoredConversation {
    return { messages: withoutOpenCalls(this.messages), usage: this.usage };
  }

  #checkIdle(): void {
    // Whoever has aborted need not wait for that to come through.
    const { answer, signal } = this.#pending ?? {};
    if (answer?.controller.signal.aborted || signal?.aborted) this.#settle(true, true);
    if (this.#pending) throw new ConversationBusyError();
  }

  /** Leaves nothing behind that later requests would fail by. */
  #settle(failed: boolean, aborted: boolean): void {
    const { question, answer } = this.#pending as Pending;
    this.#pending = undefined;
    if (!failed) return;
    this.messages = withoutOpenCalls(this.messages);
    const { choices, usage } = answer.currentChatCompletionSnapshot ?? {};
    this.usage = sumUsage([this.usage, usage]);
    const { content } = choices?.[0]?.message ?? {};
    if (aborted && content) this.messages.push({ role: "assistant", content });
    if (this.messages.at(-1) === question) this.messages.pop();
  }
}

/** A message as the next request holds it: the API takes no answer with nothing in it. */
function toKept(message: ChatCompletionMessageParam): ChatCompletionMessageParam {
  const kept = toRequest(message);
  return lacksContent(kept) ? ({ ...kept, content: "" } as ChatCompletionMessageParam) : kept;
}

function isQuestion({ role }: ChatCompletionMessageParam): boolean {
  return role === "user";
}

function tokensOf(message: ChatCompletionMessageParam): number {
  const { content } = message;
  const calls = message.role === "assistant" ? message.tool_calls : undefined;
  const parts = typeof content === "string" ? [{ text: content }] : (content ?? []);
  const costs = parts.map((part) =>
    "text" in part ? Math.ceil(part.text.length / CHARACTERS_PER_TOKEN) : TOKENS_PER_PART,
  );
  const called = calls ? JSON.stringify(calls).length / CHARACTERS_PER_TOKEN : 0;
  return costs.reduce((sum, cost) => sum + cost, TOKENS_PER_MESSAGE + Math.ceil(called));
}
