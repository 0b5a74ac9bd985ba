/** The methods that go on after the request. */
import type { APIPromise } from "../api-promise.js";
import { Completions } from "../chat.js";
import { CompletionDecoder } from "../completion-decoder.js";
import { APIUserAbortError } from "../errors.js";
import { nameClasses } from "../names.js";
import type { RequestOptions } from "../options.js";
import { Stream } from "../stream.js";
import type { ItemDecoderClass } from "../stream-iterator.js";
import type { ChatCompletion, ChatCompletionCreateParamsNonStreaming } from "../types/index.js";
import { ChatCompletionStream, type ChatCompletionStreamParams } from "./chat-completion-stream.js";
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

declare module "../stream.js" {
  // The parameter has to have the name that it has where the class stands.
  interface Stream<Item> {
    /**
     * The whole answer, once it has arrived, put together without making the chunks. Uses the stream
     * up, like iterating over it.
     *
     * @throws {OpenAIError} where the stream has been used up, or ends without an answer;
     * {@link APIUserAbortError} after an abort.
     */
    finalChatCompletion(): Promise<ChatCompletion>;
  }
}

/** Parameters of `parse`. */
export type ParseableParams = ChatCompletionCreateParamsNonStreaming;

/** Adds the methods; `slim` is without them. */
export function addHelpers(): void {
  nameClasses({ ChatCompletionStream, ChatCompletionRunner, ChatCompletionStreamingRunner });
  Object.assign(Stream.prototype, { finalChatCompletion });
  Object.assign(Completions.prototype, {
    parse(this: Completions, params: ParseableParams, options?: RequestOptions) {
      checkTools(params as ParseParams);
      return this.create(params, options).thenParse((completion) =>
        parseCompletion(completion, params as ParseParams),
      );
    },
    stream(this: Completions, params: ChatCompletionStreamParams, options?: RequestOptions) {
      return ChatCompletionStream.createChatCompletion(this, params, options);
    },
    runTools(this: Completions, params: ToolRunParams, options?: ToolRunOptions) {
      const Runner = params.stream ? ChatCompletionStreamingRunner : ChatCompletionRunner;
      return Runner.runTools(this, params, options);
    },
  });
}

async function finalChatCompletion(this: Stream<unknown>): Promise<ChatCompletion> {
  let completion: ChatCompletion | undefined;
  const items = this.decodeInstead(CompletionDecoder as ItemDecoderClass<ChatCompletion>);
  for await (const whole of items) completion = whole;
  if (completion) return completion;
  throw new APIUserAbortError();
}
