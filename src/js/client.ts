/** The client: options in, calls out. */
import { APIPromise, type Parsed } from "./api-promise.js";
import { encodeBody } from "./body.js";
import { askForKey, type Call } from "./call.js";
import { Chat, Completions } from "./chat.js";
import { arrival } from "./engine.js";
import classes, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  ContentFilterFinishReasonError,
  InternalServerError,
  LengthFinishReasonError,
  NotFoundError,
  OpenAIError,
  PermissionDeniedError,
  RateLimitError,
  UnprocessableEntityError,
} from "./errors.js";
import { mergeHeaders } from "./headers.js";
import { type Logger, type LogLevel, logTo } from "./log.js";
import { Models, type ModelsPage } from "./models.js";
import { nameClasses } from "./names.js";
import {
  type ApiKey,
  type ClientOptions,
  defaultFetch,
  type Fetch,
  type FetchOptions,
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
import { parseAnswer, parseBody, parseStream, withRequestID } from "./parse.js";
import { setQuery } from "./query.js";
import { send } from "./send.js";
import { Stream } from "./stream.js";
import * as Types from "./types/index.js";
import { requestURL } from "./url.js";

const JSON_TYPE = "application/json";

/** A request to any endpoint. */
export interface FinalRequestOptions extends RequestOptions {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** Below the base URL, such as `/chat/completions`. */
  path: string;
  /** Bytes, blobs, forms and streams are sent as they are, anything else as JSON. */
  body?: unknown;
  /**
   * Whether the answer is a stream of events. Where this is `false` and not just left out, an answer
   * other than a JSON object is an {@link APIError}.
   */
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
  /** This class. */
  declare static readonly OpenAI: typeof OpenAI;
  /** In ms: 10 minutes. */
  declare static readonly DEFAULT_TIMEOUT: number;

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
  declare fetchOptions: FetchOptions | undefined;

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

  /** Sends a GET request; see {@link request}. */
  get<T>(path: string, options?: MethodOptions): APIPromise<T> {
    return this.request({ ...options, method: "get", path });
  }

  /** Sends a POST request; see {@link request}. */
  post<T>(path: string, options?: MethodOptions): APIPromise<T> {
    return this.request({ ...options, method: "post", path });
  }

  /** Sends a PUT request; see {@link request}. */
  put<T>(path: string, options?: MethodOptions): APIPromise<T> {
    return this.request({ ...options, method: "put", path });
  }

  /** Sends a PATCH request; see {@link request}. */
  patch<T>(path: string, options?: MethodOptions): APIPromise<T> {
    return this.request({ ...options, method: "patch", path });
  }

  /** Sends a DELETE request; see {@link request}. */
  delete<T>(path: string, options?: MethodOptions): APIPromise<T> {
    return this.request({ ...options, method: "delete", path });
  }

  /** Sends a request to any endpoint, with the client's key, retries and timeouts. */
  request<T>(options: FinalRequestOptions): APIPromise<T> {
    const { stream } = options;
    const parse = stream ? parseStream : stream === false ? parseAnswer : parseBody;
    return new APIPromise<T>(this.#send(options), parse as ParseAs<T>);
  }

  /** Like {@link get}, for endpoints that return a list. */
  getAPIList<Item>(path: string, options?: RequestOptions): PagePromise<Item> {
    return new PagePromise<Item>(
      this.#send({ ...options, method: "get", path }),
      async (outcome) => {
        const { data, response } = await parseAnswer(outcome);
        return withRequestID(new Page<Item>(data as Page<Item>), response);
      },
    );
  }

  async #send(options: FinalRequestOptions): Promise<Outcome> {
    // Nothing is sent where the module is known not to come. Where it may, the answer waits for it.
    if (arrival) await Promise.race([arrival(), undefined]);
    return send(this.#call(options));
  }

  #call(options: FinalRequestOptions): Call {
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
          fetchOptions.headers as HeadersLike,
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
      url = requestURL(this.baseURL, path);
      // `fetch` refuses these, and quotes them.
      if (url.username || url.password) throw url;
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

Object.assign(OpenAI, classes, { OpenAI, Chat, Models, Page });
nameClasses({ ...OpenAI, APIPromise, Completions, PagePromise, Stream });
Object.assign(OpenAI, { DEFAULT_TIMEOUT: 600_000 });

/** Types by the names that `openai` gives them: `OpenAI.ChatCompletionMessageParam`. */
export declare namespace OpenAI {
  export {
    APIConnectionError,
    APIConnectionTimeoutError,
    APIError,
    APIUserAbortError,
    AuthenticationError,
    BadRequestError,
    Chat,
    type ClientOptions,
    ConflictError,
    ContentFilterFinishReasonError,
    InternalServerError,
    LengthFinishReasonError,
    Models,
    type ModelsPage,
    NotFoundError,
    OpenAIError,
    Page,
    type PageResponse,
    PermissionDeniedError,
    RateLimitError,
    type RequestOptions,
    UnprocessableEntityError,
  };
  export import ChatCompletion = Types.ChatCompletion;
  export import ChatCompletionAllowedToolChoice = Types.ChatCompletionAllowedToolChoice;
  export import ChatCompletionAllowedTools = Types.ChatCompletionAllowedTools;
  export import ChatCompletionAssistantMessageParam = Types.ChatCompletionAssistantMessageParam;
  export import ChatCompletionAudio = Types.ChatCompletionAudio;
  export import ChatCompletionAudioParam = Types.ChatCompletionAudioParam;
  export import ChatCompletionChunk = Types.ChatCompletionChunk;
  export import ChatCompletionContentPart = Types.ChatCompletionContentPart;
  export import ChatCompletionContentPartImage = Types.ChatCompletionContentPartImage;
  export import ChatCompletionContentPartInputAudio = Types.ChatCompletionContentPartInputAudio;
  export import ChatCompletionContentPartRefusal = Types.ChatCompletionContentPartRefusal;
  export import ChatCompletionContentPartText = Types.ChatCompletionContentPartText;
  export import ChatCompletionCreateParams = Types.ChatCompletionCreateParams;
  export import ChatCompletionCreateParamsNonStreaming = Types.ChatCompletionCreateParamsNonStreaming;
  export import ChatCompletionCreateParamsStreaming = Types.ChatCompletionCreateParamsStreaming;
  export import ChatCompletionCustomTool = Types.ChatCompletionCustomTool;
  export import ChatCompletionDeleted = Types.ChatCompletionDeleted;
  export import ChatCompletionDeveloperMessageParam = Types.ChatCompletionDeveloperMessageParam;
  export import ChatCompletionFunctionCallOption = Types.ChatCompletionFunctionCallOption;
  export import ChatCompletionFunctionMessageParam = Types.ChatCompletionFunctionMessageParam;
  export import ChatCompletionFunctionTool = Types.ChatCompletionFunctionTool;
  export import ChatCompletionMessage = Types.ChatCompletionMessage;
  export import ChatCompletionMessageCustomToolCall = Types.ChatCompletionMessageCustomToolCall;
  export import ChatCompletionMessageFunctionToolCall = Types.ChatCompletionMessageFunctionToolCall;
  export import ChatCompletionMessageParam = Types.ChatCompletionMessageParam;
  export import ChatCompletionMessageToolCall = Types.ChatCompletionMessageToolCall;
  export import ChatCompletionModality = Types.ChatCompletionModality;
  export import ChatCompletionNamedToolChoice = Types.ChatCompletionNamedToolChoice;
  export import ChatCompletionNamedToolChoiceCustom = Types.ChatCompletionNamedToolChoiceCustom;
  export import ChatCompletionPredictionContent = Types.ChatCompletionPredictionContent;
  export import ChatCompletionReasoningEffort = Types.ChatCompletionReasoningEffort;
  export import ChatCompletionRole = Types.ChatCompletionRole;
  export import ChatCompletionStoreMessage = Types.ChatCompletionStoreMessage;
  export import ChatCompletionStreamOptions = Types.ChatCompletionStreamOptions;
  export import ChatCompletionSystemMessageParam = Types.ChatCompletionSystemMessageParam;
  export import ChatCompletionTokenLogprob = Types.ChatCompletionTokenLogprob;
  export import ChatCompletionTool = Types.ChatCompletionTool;
  export import ChatCompletionToolChoiceOption = Types.ChatCompletionToolChoiceOption;
  export import ChatCompletionToolMessageParam = Types.ChatCompletionToolMessageParam;
  export import ChatCompletionUserMessageParam = Types.ChatCompletionUserMessageParam;
  export import ChatModel = Types.ChatModel;
  export import CompletionUsage = Types.CompletionUsage;
  export import ErrorObject = Types.ErrorObject;
  export import FunctionDefinition = Types.FunctionDefinition;
  export import FunctionParameters = Types.FunctionParameters;
  export import Metadata = Types.Metadata;
  export import Model = Types.Model;
  export import ReasoningEffort = Types.ReasoningEffort;
  export import ResponseFormatJSONObject = Types.ResponseFormatJSONObject;
  export import ResponseFormatJSONSchema = Types.ResponseFormatJSONSchema;
  export import ResponseFormatText = Types.ResponseFormatText;

  /** `OpenAI.Completions.CompletionUsage`. */
  export namespace Completions {
    export import CompletionUsage = Types.CompletionUsage;
  }
}
