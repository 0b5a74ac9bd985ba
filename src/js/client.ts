/** The client: options in, calls out. */
import { requestURL } from "#engine";
import { APIPromise } from "./api-promise.js";
import { type ApiKey, Call } from "./call.js";
import { Chat } from "./chat.js";
import { load } from "./engine.js";
import * as errors from "./errors.js";
import { mergeHeaders } from "./headers.js";
import { type Logger, type LogLevel, logTo } from "./log.js";
import { Models, type ModelsPage } from "./models.js";
import {
  type ClientOptions,
  nonNegative,
  type QueryLike,
  type RequestOptions,
  type Settings,
  settle,
} from "./options.js";
import type { Outcome } from "./outcome.js";
import { Page, PagePromise, type PageResponse } from "./page.js";
import { parseBody } from "./parse.js";
import { send } from "./send.js";
import type {
  ChatCompletion,
  ChatCompletionAllowedToolChoice,
  ChatCompletionAllowedTools,
  ChatCompletionAssistantMessageParam,
  ChatCompletionAudio,
  ChatCompletionAudioParam,
  ChatCompletionChunk,
  ChatCompletionContentPart,
  ChatCompletionContentPartImage,
  ChatCompletionContentPartInputAudio,
  ChatCompletionContentPartRefusal,
  ChatCompletionContentPartText,
  ChatCompletionCreateParams,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionCustomTool,
  ChatCompletionDeleted,
  ChatCompletionDeveloperMessageParam,
  ChatCompletionFunctionCallOption,
  ChatCompletionFunctionMessageParam,
  ChatCompletionFunctionTool,
  ChatCompletionMessage,
  ChatCompletionMessageCustomToolCall,
  ChatCompletionMessageFunctionToolCall,
  ChatCompletionMessageParam,
  ChatCompletionMessageToolCall,
  ChatCompletionModality,
  ChatCompletionNamedToolChoice,
  ChatCompletionNamedToolChoiceCustom,
  ChatCompletionPredictionContent,
  ChatCompletionReasoningEffort,
  ChatCompletionRole,
  ChatCompletionStoreMessage,
  ChatCompletionStreamOptions,
  ChatCompletionSystemMessageParam,
  ChatCompletionTokenLogprob,
  ChatCompletionTool,
  ChatCompletionToolChoiceOption,
  ChatCompletionToolMessageParam,
  ChatCompletionUserMessageParam,
  ChatModel,
  CompletionUsage,
  ErrorObject,
  FunctionDefinition,
  FunctionParameters,
  Metadata,
  Model,
  ReasoningEffort,
  ResponseFormatJSONObject,
  ResponseFormatJSONSchema,
  ResponseFormatText,
} from "./types/index.js";

/** A request to any endpoint. */
export interface FinalRequestOptions extends RequestOptions {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** Below the base URL, such as `/chat/completions`. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Whether the answer is a stream of events. */
  stream?: boolean | undefined;
}

/** Options of {@link OpenAI.get} and its siblings. */
export type MethodOptions = RequestOptions & Pick<FinalRequestOptions, "body" | "stream">;

/**
 * Client for the Brivionix Chat Completions API.
 *
 * ```js
 * const client = new OpenAI({ apiKey });
 * const stream = await client.chat.completions.create({ model, messages, stream: true });
 * for await (const chunk of stream) show(chunk.choices[0]?.delta?.content ?? "");
 * ```
 */
export class OpenAI {
  static readonly OpenAI = OpenAI;
  static readonly DEFAULT_TIMEOUT = 600_000;
  static readonly OpenAIError = errors.OpenAIError;
  static readonly APIError = errors.APIError;
  static readonly APIConnectionError = errors.APIConnectionError;
  static readonly APIConnectionTimeoutError = errors.APIConnectionTimeoutError;
  static readonly APIUserAbortError = errors.APIUserAbortError;
  static readonly BadRequestError = errors.BadRequestError;
  static readonly AuthenticationError = errors.AuthenticationError;
  static readonly PermissionDeniedError = errors.PermissionDeniedError;
  static readonly NotFoundError = errors.NotFoundError;
  static readonly ConflictError = errors.ConflictError;
  static readonly UnprocessableEntityError = errors.UnprocessableEntityError;
  static readonly RateLimitError = errors.RateLimitError;
  static readonly InternalServerError = errors.InternalServerError;
  static readonly LengthFinishReasonError = errors.LengthFinishReasonError;
  static readonly ContentFilterFinishReasonError = errors.ContentFilterFinishReasonError;

  /** Chat completions: the API's main endpoint. */
  readonly chat = new Chat(this);
  /** The models that can be used. */
  readonly models = new Models(this);

  readonly #settings: Settings;
  readonly #options: ClientOptions;

  /**
   * @throws {OpenAIError} where the key is missing, or secret and in a web page.
   */
  constructor(options: ClientOptions = {}) {
    this.#options = options;
    this.#settings = settle(options);
  }

  /** Where requests go. */
  get baseURL(): string {
    return this.#settings.baseURL;
  }

  /** The API key; `null` where it comes from a function. */
  get apiKey(): string | null {
    const { apiKey } = this.#settings;
    return typeof apiKey === "string" ? apiKey : null;
  }

  get organization(): string | null {
    return this.#settings.organization;
  }

  get project(): string | null {
    return this.#settings.project;
  }

  /** In ms; see {@link ClientOptions.timeout}. */
  get timeout(): number {
    return this.#settings.timeout;
  }

  get maxRetries(): number {
    return this.#settings.maxRetries;
  }

  get logLevel(): LogLevel {
    return this.#settings.logLevel;
  }

  get logger(): Logger {
    return this.#settings.logger;
  }

  get fetchOptions(): RequestInit | undefined {
    return this.#settings.fetchOptions;
  }

  /** A client with the same options, except for those given. */
  withOptions(options: Partial<ClientOptions>): this {
    const Class = this.constructor as new (options: ClientOptions) => this;
    return new Class({ ...this.#options, ...options });
  }

  get<T>(path: string, options?: MethodOptions): APIPromise<T> {
    return this.request({ ...options, method: "get", path });
  }

  post<T>(path: string, options?: MethodOptions): APIPromise<T> {
    return this.request({ ...options, method: "post", path });
  }

  put<T>(path: string, options?: MethodOptions): APIPromise<T> {
    return this.request({ ...options, method: "put", path });
  }

  patch<T>(path: string, options?: MethodOptions): APIPromise<T> {
    return this.request({ ...options, method: "patch", path });
  }

  delete<T>(path: string, options?: MethodOptions): APIPromise<T> {
    return this.request({ ...options, method: "delete", path });
  }

  /** Sends a request to any endpoint, with the client's key, retries and timeouts. */
  request<T>(options: FinalRequestOptions): APIPromise<T> {
    const parse = (outcome: Outcome) => parseBody(outcome, options.stream ?? false);
    return new APIPromise<T>(this.#send(options), parse as (outcome: Outcome) => Promise<T>);
  }

  /** Like {@link get}, for endpoints that return a list. */
  getAPIList<Item>(path: string, options?: RequestOptions): PagePromise<Item> {
    return new PagePromise<Item>(
      this.#send({ ...options, method: "get", path }),
      async (outcome) => new Page<Item>((await parseBody(outcome, false)) as Page<Item>),
    );
  }

  async #send(options: FinalRequestOptions): Promise<Outcome> {
    return send(this.#call(options));
  }

  #call(options: FinalRequestOptions): Call {
    load();
    const settings = this.#settings;
    const headers = this.#headers(options);
    const query = encodeQuery({ ...settings.defaultQuery, ...options.query });
    const signal = options.signal ?? undefined;
    return new Call({
      url: requestURL(settings.baseURL, options.path, query),
      init: {
        ...settings.fetchOptions,
        ...options.fetchOptions,
        method: options.method.toUpperCase(),
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      },
      headers: headers.values,
      apiKey: headers.mentions("authorization") ? null : this.#key(),
      fetch: settings.fetch,
      signal,
      timeout: nonNegative("timeout", options.timeout ?? settings.timeout),
      idleTimeout: nonNegative("idleTimeout", options.idleTimeout ?? settings.idleTimeout),
      maxRetries: nonNegative("maxRetries", options.maxRetries ?? settings.maxRetries),
      log: logTo(settings.logger, settings.logLevel),
    });
  }

  #headers(options: FinalRequestOptions) {
    const { organization, project, defaultHeaders } = this.#settings;
    return mergeHeaders(
      {
        accept: options.stream ? "text/event-stream" : "application/json",
        ...(options.body === undefined ? {} : { "content-type": "application/json" }),
        "openai-organization": organization ?? undefined,
        "openai-project": project ?? undefined,
        "idempotency-key": options.idempotencyKey,
      },
      defaultHeaders,
      options.headers,
    );
  }

  #key(): ApiKey {
    const { apiKey } = this.#settings;
    if (apiKey !== null) return apiKey;
    throw new errors.OpenAIError(
      "No API key: pass `apiKey`, or set the environment variable BRIVIONIX_API_KEY.",
    );
  }
}

OpenAI.Chat = Chat;
OpenAI.Models = Models;
OpenAI.Page = Page;

/** Types by the names that `openai` gives them: `OpenAI.ChatCompletionMessageParam`. */
export declare namespace OpenAI {
  export {
    Chat,
    type ChatCompletion,
    type ChatCompletionAllowedToolChoice,
    type ChatCompletionAllowedTools,
    type ChatCompletionAssistantMessageParam,
    type ChatCompletionAudio,
    type ChatCompletionAudioParam,
    type ChatCompletionChunk,
    type ChatCompletionContentPart,
    type ChatCompletionContentPartImage,
    type ChatCompletionContentPartInputAudio,
    type ChatCompletionContentPartRefusal,
    type ChatCompletionContentPartText,
    type ChatCompletionCreateParams,
    type ChatCompletionCreateParamsNonStreaming,
    type ChatCompletionCreateParamsStreaming,
    type ChatCompletionCustomTool,
    type ChatCompletionDeleted,
    type ChatCompletionDeveloperMessageParam,
    type ChatCompletionFunctionCallOption,
    type ChatCompletionFunctionMessageParam,
    type ChatCompletionFunctionTool,
    type ChatCompletionMessage,
    type ChatCompletionMessageCustomToolCall,
    type ChatCompletionMessageFunctionToolCall,
    type ChatCompletionMessageParam,
    type ChatCompletionMessageToolCall,
    type ChatCompletionModality,
    type ChatCompletionNamedToolChoice,
    type ChatCompletionNamedToolChoiceCustom,
    type ChatCompletionPredictionContent,
    type ChatCompletionReasoningEffort,
    type ChatCompletionRole,
    type ChatCompletionStoreMessage,
    type ChatCompletionStreamOptions,
    type ChatCompletionSystemMessageParam,
    type ChatCompletionTokenLogprob,
    type ChatCompletionTool,
    type ChatCompletionToolChoiceOption,
    type ChatCompletionToolMessageParam,
    type ChatCompletionUserMessageParam,
    type ChatModel,
    type ClientOptions,
    type CompletionUsage,
    type ErrorObject,
    type FunctionDefinition,
    type FunctionParameters,
    type Metadata,
    type Model,
    Models,
    type ModelsPage,
    Page,
    type PageResponse,
    type ReasoningEffort,
    type RequestOptions,
    type ResponseFormatJSONObject,
    type ResponseFormatJSONSchema,
    type ResponseFormatText,
  };

  /** `OpenAI.Completions.CompletionUsage`. */
  export namespace Completions {
    export type { CompletionUsage };
  }
}

function encodeQuery(query: QueryLike): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.append(name, String(value ?? ""));
  }
  return search.toString();
}
