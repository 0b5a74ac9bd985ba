/** Runners of tools, with whole answers and with streamed ones. */
import type { ChatCompletionChunk, ChatCompletionMessageParam } from "../types/index.js";
import { ChatCompletionStream } from "./chat-completion-stream.js";
import { AbstractChatCompletionRunner, type Client, type RunnerEvents } from "./runner.js";
import { messageChunk } from "./tool-message.js";
import { runTools, type ToolRunOptions, type ToolRunParams } from "./tool-run.js";

/** Runs tools, and asks for whole answers. */
export class ChatCompletionRunner<Parsed = null> extends AbstractChatCompletionRunner<
  RunnerEvents<Parsed>,
  Parsed
> {
  /** @internal */
  static runTools<Parsed>(
    client: Client,
    params: ToolRunParams,
    options?: ToolRunOptions,
  ): ChatCompletionRunner<Parsed> {
    const runner = new ChatCompletionRunner<Parsed>();
    runner.run(() => runTools(runner, client, params, options));
    return runner;
  }

  /** @internal */
  override addMessage(message: ChatCompletionMessageParam): void {
    super.addMessage(message);
    if (message.role === "assistant" && message.content) {
      this.emit("content", message.content);
    }
  }
}

/** Runs tools, and streams the answers. */
export class ChatCompletionStreamingRunner<Parsed = null> extends ChatCompletionStream<Parsed> {
  /** @internal */
  static runTools<Parsed>(
    client: Client,
    params: ToolRunParams,
    options?: ToolRunOptions,
  ): ChatCompletionStreamingRunner<Parsed> {
    const runner = new ChatCompletionStreamingRunner<Parsed>();
    // Nobody should run a function with half of its arguments.
    runner.rejectsUnfinished = true;
    runner.run(() => runTools(runner, client, params, options));
    return runner;
  }

  /** @internal */
  override lines(): AsyncIterator<unknown> {
    let last: ChatCompletionChunk | undefined;
    return this.iterate(
      ["chunk", "message"],
      (item, snapshot) => {
        // Only chunks come with a snapshot.
        if (snapshot) {
          last = item;
          return item;
        }
        return item.role === "tool" && last ? messageChunk(last, item) : undefined;
      },
      () => this.abort(),
    );
  }
}
