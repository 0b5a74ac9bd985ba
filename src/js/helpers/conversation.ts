/** A conversation that is kept, continued, stored and kept short. */
import type { RequestOptions } from "../options.js";
import type {
  ChatCompletionContentPart,
  ChatCompletionMessageParam,
  CompletionUsage,
} from "../types/index.js";
import type { ChatCompletionStream, ChatCompletionStreamParams } from "./chat-completion-stream.js";
import { toRequest } from "./request-message.js";
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

/** What a conversation is stored as. */
export interface StoredConversation {
  /** The messages. */
  messages: ChatCompletionMessageParam[];
  /** The tokens of all answers. */
  usage: CompletionUsage;
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

  constructor(client: ConversationClient, params: ConversationParams) {
    this.#client = client;
    this.params = params;
  }

  /** A conversation that {@link toJSON} has stored. */
  static fromJSON(
    client: ConversationClient,
    params: ConversationParams,
    { messages, usage }: StoredConversation,
  ): Conversation {
    const conversation = new Conversation(client, params);
    conversation.messages = structuredClone(messages);
    conversation.usage = sumUsage([usage]);
    return conversation;
  }

  /**
   * Says something; returns the answer on its way. Where it comes to nothing, what was said is taken
   * back, so that it can be said again. Where it breaks off after tools have run, what they did stays.
   */
  send(said: string | ChatCompletionContentPart[], options?: ToolRunOptions): Answer {
    const question: ChatCompletionMessageParam = { role: "user", content: said };
    this.messages.push(question);
    const { tools, ...rest } = this.params;
    const params = { ...rest, messages: this.messages.map(toRequest), stream: true as const };
    const { completions } = this.#client.chat;
    const answer = tools
      ? completions.runTools({ ...params, tools } as ToolRunParams & { stream: true }, options)
      : completions.stream(params as ChatCompletionStreamParams, options);
    answer.on("message", (message) => {
      this.messages.push(toRequest(message));
    });
    answer.on("chatCompletion", ({ usage }) => {
      this.usage = sumUsage([this.usage, usage]);
    });
    answer.on("end", () => {
      if (answer.errored) this.#takeBack(question);
    });
    return answer;
  }

  /** About how many tokens the messages are: texts by their length, anything else at a flat rate. */
  get tokens(): number {
    return this.messages.reduce((sum, message) => sum + tokensOf(message), 0);
  }

  /**
   * Leaves out the oldest questions with all that followed, until there are no more than `maxTokens`.
   * Instructions and the last question stay. Returns what was left out.
   */
  trim(maxTokens: number): ChatCompletionMessageParam[] {
    const left: ChatCompletionMessageParam[] = [];
    while (this.tokens > maxTokens) {
      const isQuestion = ({ role }: ChatCompletionMessageParam) => role === "user";
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

  /** For `JSON.stringify`: the other end is {@link fromJSON}. */
  toJSON(): StoredConversation {
    return { messages: this.messages, usage: this.usage };
  }

  /** A question without an answer; calls without results would make every later request fail. */
  #takeBack(question: ChatCompletionMessageParam): void {
    const at = this.messages.indexOf(question);
    if (at < 0) return;
    const after = this.messages.slice(at + 1);
    const answered = new Set(
      after.map((message) => message.role === "tool" && message.tool_call_id),
    );
    const isWhole = (message: ChatCompletionMessageParam) =>
      message.role !== "assistant" || !message.tool_calls?.some(({ id }) => !answered.has(id));
    const broken = after.findIndex((message) => !isWhole(message));
    this.messages.length = broken < 0 ? this.messages.length : at + 1 + broken;
    if (this.messages.at(-1) === question) this.messages.pop();
  }
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
