/** The methods of `chat.completions` that go on after the request. */
import type { APIPromise } from "../api-promise.js";
import { Completions } from "../chat.js";
import type { RequestOptions } from "../options.js";
import { Stream } from "../stream.js";
import type { ChatCompletionCreateParamsNonStreaming } from "../types/index.js";
import { ChatCompletionStream, type ChatCompletionStreamParams } from "./chat-completion-stream.js";
import { finalChatCompletion } from "./final-answer.js";
import { checkTools, type ParseParams, parseCompletion } from "./parse.js";
import type { ToolRunOptions, ToolRunParams } from "./tool-run.js";
import { ChatCompletionRunner, ChatCompletionStreamingRunner } from "./tool-runners.js";
import type { ExtractParsedContentFromParams, ParsedChatCompletion } from "./types.js";

declare module "../chat.js" {
  interface Completions {
    /**
     * Asks for an answer that is parsed: by `responseFormat`, and tools by `tool`.
     *
     * @throws {LengthFinishReasonError} where the answer was cut off;
     * {@link ContentFilterFinishReasonError} where it was withheld; {@link OpenAIError} where it does
     * not fit.
     */
    parse<const Params extends ParseableParams>(
      params: Params,
      options?: RequestOptions,
    ): APIPromise<ParsedChatCompletion<ExtractParsedContentFromParams<Params>>>;

    /** Streams an answer, with events, snapshots and promises of its outcome. */
    stream<const Params extends ChatCompletionStreamParams>(
      params: Params,
      options?: RequestOptions,
    ): ChatCompletionStream<ExtractParsedContentFromParams<Params>>;

    /** Runs the functions that the model calls, and tells it their results, until it answers. */
    runTools<const Params extends ToolRunParams & { stream: true }>(
      params: Params,
      options?: ToolRunOptions,
    ): ChatCompletionStreamingRunner<ExtractParsedContentFromParams<Params>>;
    runTools<const Params extends ToolRunParams & { stream?: false }>(
      params: Params,
      options?: ToolRunOptions,
    ): ChatCompletionRunner<ExtractParsedContentFromParams<Params>>;
  }
}

/** Parameters of `parse`. */
export type ParseableParams = ChatCompletionCreateParamsNonStreaming;

/** Adds the methods; `slim` is without them. */
export function addHelpers(): void {
  Object.assign(Stream.prototype, { finalChatCompletion });
  Object.assign(Completions.prototype, {
    parse(this: Completions, params: ParseableParams, options?: RequestOptions) {
      checkTools(params as ParseParams);
      return this.create(params, options).thenParse((completion) =>
        parseCompletion(completion, params as ParseParams),
      );
    },
    stream(this: Completions, params: ChatCompletionStreamParams, options?: RequestOptions) {
      return ChatCompletionStream.createChatCompletion(
        { chat: { completions: this } },
        params,
        options,
      );
    },
    runTools(this: Completions, params: ToolRunParams, options?: ToolRunOptions) {
      const Runner = params.stream ? ChatCompletionStreamingRunner : ChatCompletionRunner;
      return Runner.runTools({ chat: { completions: this } }, params, options);
    },
  });
}
