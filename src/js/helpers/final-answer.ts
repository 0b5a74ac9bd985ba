/** The whole answer of a stream, for those who have the stream already. */
import { CompletionDecoder } from "../completion-decoder.js";
import { APIUserAbortError } from "../errors.js";
import type { Stream } from "../stream.js";
import type { ItemDecoderClass } from "../stream-iterator.js";
import type { ChatCompletion } from "../types/index.js";

declare module "../stream.js" {
  // The parameter has to have the name that it has where the class stands.
  interface Stream<Item> {
    /**
     * The whole answer, once it has arrived, put together without making the chunks. Uses the stream
     * up, like iterating over it.
     *
     * @throws {OpenAIError} where the stream was not made from a response, or ends without an answer;
     * {@link APIUserAbortError} after an abort.
     */
    finalChatCompletion(): Promise<ChatCompletion>;
  }
}

/** The method; `slim` is without it. */
export async function finalChatCompletion(this: Stream<unknown>): Promise<ChatCompletion> {
  let completion: ChatCompletion | undefined;
  const items = this.decodeInstead(CompletionDecoder as ItemDecoderClass<ChatCompletion>);
  for await (const whole of items) completion = whole;
  if (completion) return completion;
  throw new APIUserAbortError();
}
