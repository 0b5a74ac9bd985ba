/** `client.chat`. */
import type { APIPromise } from "./api-promise.js";
import type { OpenAI } from "./client.js";
import type { RequestOptions } from "./options.js";
import type { Stream } from "./stream.js";
import * as Types from "./types/index.js";

/** Chat completions: `POST /chat/completions`. */
export class Completions {
  readonly #client: OpenAI;

  constructor(client: OpenAI) {
    this.#client = client;
  }

  /**
   * Asks the model for the next message of a conversation. Parameters are sent as they are,
   * unknown ones too.
   *
   * Resolves to a {@link ChatCompletion}, or with `stream: true` to a {@link Stream} of
   * {@link ChatCompletionChunk}s.
   *
   * @throws {APIError} one of its subclasses, by status; {@link APIConnectionError} where no
   * answer came; {@link APIUserAbortError} after an abort.
   */
  create(
    params: Types.ChatCompletionCreateParamsNonStreaming,
    options?: RequestOptions,
  ): APIPromise<Types.ChatCompletion>;
  create(
    params: Types.ChatCompletionCreateParamsStreaming,
    options?: RequestOptions,
  ): APIPromise<Stream<Types.ChatCompletionChunk>>;
  create(
    params: Types.ChatCompletionCreateParams,
    options?: RequestOptions,
  ): APIPromise<Stream<Types.ChatCompletionChunk> | Types.ChatCompletion>;
  create(
    params: Types.ChatCompletionCreateParams,
    options?: RequestOptions,
  ): APIPromise<Stream<Types.ChatCompletionChunk> | Types.ChatCompletion> {
    return this.#client.post("/chat/completions", {
      ...options,
      body: params,
      stream: params.stream ?? false,
    });
  }
}

/** Everything under `client.chat`. */
export class Chat {
  /** Chat completions. */
  declare readonly completions: Completions;

  constructor(client: OpenAI) {
    this.completions = new Completions(client);
  }
}

Chat.Completions = Completions;

export declare namespace Completions {
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
}

export declare namespace Chat {
  export { Completions };
  export import ChatModel = Types.ChatModel;
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
}
