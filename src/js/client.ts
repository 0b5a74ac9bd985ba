/** The client: options in, calls out. */
import { requestURL } from "#engine";
import { APIPromise, type Parsed } from "./api-promise.js";
import { encodeBody } from "./body.js";
import { type ApiKey, askForKey, type Call, type Fetch } from "./call.js";
import { Chat } from "./chat.js";
import { load } from "./engine.js";
import classes, { OpenAIError } from "./errors.js";
import { mergeHeaders } from "./headers.js";
import { type Logger, type LogLevel, logTo } from "./log.js";
import { Models, type ModelsPage } from "./models.js";
import {
  type ClientOptions,
  defaultFetch,
  type HeadersLike,
  headersFromEnv,
  nonNegative,
  type RequestOptions,
  type Settings,
  settle,
  settleKey,
} from "./options.js";
import type { Outcome } from "./outcome.js";
import { Page, PagePromise, type PageResponse } from "./page.js";
import { parseBody, parseStream, withRequestID } from "./parse.js";
import { setQuery } from "./query.js";
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

const JSON_TYPE = "application/json";

/** A request to any endpoint. */
export interface FinalRequestOptions extends RequestOptions {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** Below the base URL, such as `/chat/completions`. */
  path: string;
  /** Bytes, blobs, forms and streams are sent as they are, anything else as JSON. */
  body?: unknown;
  /** Whether the answer is a stream of events. */
  stream?: boolean | undefined;
}

type ParseAs<T> = (outcome: Outcome) => Promise<Parsed<T>>;

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
export class OpenAI implements Settings {
  declare static readonly OpenAI: typeof OpenAI;
  declare static readonly DEFAULT_TIMEOUT: number;
  declare static readonly OpenAIError: typeof classes.OpenAIError;
  declare static readonly APIError: typeof classes.APIError;
  declare static readonly APIConnectionError: typeof classes.APIConnectionError;
  declare static readonly APIConnectionTimeoutError: typeof classes.APIConnectionTimeoutError;
  declare static readonly APIUserAbortError: typeof classes.APIUserAbortError;
  declare static readonly BadRequestError: typeof classes.BadRequestError;
  declare static readonly AuthenticationError: typeof classes.AuthenticationError;
  declare static readonly PermissionDeniedError: typeof classes.PermissionDeniedError;
  declare static readonly NotFoundError: typeof classes.NotFoundError;
  declare static readonly ConflictError: typeof classes.ConflictError;
  declare static readonly UnprocessableEntityError: typeof classes.UnprocessableEntityError;
  declare static readonly RateLimitError: typeof classes.RateLimitError;
  declare static readonly InternalServerError: typeof classes.InternalServerError;
  declare static readonly LengthFinishReasonError: typeof classes.LengthFinishReasonError;
  declare static readonly ContentFilterFinishReasonError: typeof classes.ContentFilterFinishReasonError;

  /** Chat completions: the API's main endpoint. */
  readonly chat = new Chat(this);
  /** The models that can be used. */
  readonly models = new Models(this);

  declare baseURL: string;
  declare organization: string | null;
  declare project: string | null;
  declare timeout: number;
  declare idleTimeout: number;
  declare maxRetries: number;
  declare logLevel: LogLevel;
  declare logger: Logger;
  declare fetchOptions: RequestInit | undefined;

  readonly #options: ClientOptions;
  readonly #fetch: Fetch;
  readonly #headersFromEnv = headersFromEnv();
  #apiKey: ApiKey | null;
  /** What a function has returned last. */
  #token: string | null = null;

  /**
   * @throws {OpenAIError} where the key is missing, or secret and in a web page.
   */
  constructor(options: ClientOptions = {}) {
    this.#options = options;
    this.#apiKey = settleKey(options);
    this.#fetch = options.fetch ?? defaultFetch();
    Object.assign(this, settle(options));
  }

  /** The API key; where it comes from a function, the last one, or `null` before the first call. */
  get apiKey(): string | null {
    return typeof this.#apiKey === "function" ? this.#token : this.#apiKey;
  }

  set apiKey(key: string | null) {
    this.#apiKey = key;
  }

  /** A client with the same options, except for those given. */
  withOptions(options: Partial<ClientOptions>): this {
    const Class = this.constructor as new (options: ClientOptions) => this;
    // What has been changed since counts.
    const { chat, models, ...settings } = this;
    return new Class({ ...this.#options, ...settings, apiKey: this.#apiKey, ...options });
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
    const parse = options.stream ? parseStream : parseBody;
    return new APIPromise<T>(this.#send(options), parse as ParseAs<T>);
  }

  /** Like {@link get}, for endpoints that return a list. */
  getAPIList<Item>(path: string, options?: RequestOptions): PagePromise<Item> {
    return new PagePromise<Item>(
      this.#send({ ...options, method: "get", path }),
      async (outcome) => {
        const { data, response } = await parseBody(outcome);
        return withRequestID(new Page<Item>(data as Page<Item>), response);
      },
    );
  }

  async #send(options: FinalRequestOptions): Promise<Outcome> {
    return send(this.#call(options));
  }

  #call(options: FinalRequestOptions): Call {
    load();
    const fetchOptions = { ...this.fetchOptions, ...options.fetchOptions };
    const body = encodeBody(options.body, options.headers);
    const isStream = typeof body === "object" && "getReader" in body;
    return {
      url: this.#url(options),
      init: {
        ...fetchOptions,
        ...(body !== undefined && { body }),
        ...(isStream && { duplex: "half" }),
        method: options.method.toUpperCase(),
      },
      headers: (own) =>
        mergeHeaders(
          {
            ...own,
            accept: JSON_TYPE,
            "openai-organization": this.organization,
            "openai-project": this.project,
            "idempotency-key": options.idempotencyKey,
          },
          fetchOptions.headers as HeadersLike | undefined,
          this.#headersFromEnv,
          this.#options.defaultHeaders,
          {
            "content-type":
              typeof body === "string" && body !== options.body ? JSON_TYPE : undefined,
          },
          options.headers,
        ),
      key: () => this.#key(),
      fetch: this.#fetch,
      signal: options.signal ?? fetchOptions.signal ?? undefined,
      timeout: nonNegative("timeout", options.timeout ?? this.timeout),
      idleTimeout: nonNegative("idleTimeout", options.idleTimeout ?? this.idleTimeout),
      // A stream cannot be sent twice.
      maxRetries: isStream ? 0 : nonNegative("maxRetries", options.maxRetries ?? this.maxRetries),
      log: logTo(this.logger, this.logLevel),
    };
  }

  #url({ path, query }: FinalRequestOptions): string {
    let url: URL;
    try {
      // What is relative is so to the page.
      url = new URL(requestURL(this.baseURL, path), globalThis.location?.href);
    } catch {
      throw new OpenAIError("`baseURL` and the path do not make a valid URL.");
    }
    setQuery(url.searchParams, { ...this.#options.defaultQuery, ...query });
    return url.href;
  }

  async #key(): Promise<string | null> {
    const key = this.#apiKey;
    if (typeof key !== "function") return key;
    this.#token = await askForKey(key);
    return this.#token;
  }
}

Object.assign(OpenAI, classes, { OpenAI, DEFAULT_TIMEOUT: 600_000, Chat, Models, Page });

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
