/** The types of streams, tool runs and parsed answers. */
import OpenAI, {
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatCompletionRunner,
  type ChatCompletionStream,
  type ChatCompletionStreamingRunner,
  type CompletionUsage,
} from "brivionix";
import { Conversation, responseFormat, type StandardSchema, tool } from "brivionix/helpers";
import { zodFunction, zodResponseFormat } from "brivionix/helpers/zod";
import { accepts, holds, type Same } from "./assert.js";

declare const Trip: StandardSchema<{ city: string }>;
const client = new OpenAI({ apiKey: "key" });
const { completions } = client.chat;
const request = { model: "m", messages: [{ role: "user" as const, content: "Hi" }] };

const stream = completions.stream(request);
holds<Same<typeof stream, ChatCompletionStream<null>>>();
stream.on("chunk", (chunk) => accepts<ChatCompletionChunk>(chunk));
stream.on("content", (delta, snapshot) => accepts<string>(delta + snapshot));
stream.once("content.delta", ({ delta, parsed }) => [
  accepts<string>(delta),
  accepts<unknown>(parsed),
]);
stream.on("tool_calls.function.arguments.delta", ({ index }) => accepts<number>(index));
accepts<Promise<CompletionUsage>>(stream.totalUsage());
accepts<Promise<[string, string]>>(stream.emitted("content"));
accepts<AsyncIterable<ChatCompletionChunk>>(stream);
// @ts-expect-error There is no such event.
stream.on("contents", () => {});
// @ts-expect-error A stream is always streamed.
completions.stream({ ...request, stream: false });

const format = responseFormat(Trip, "trip");
const parsed = await completions.parse({ ...request, response_format: format });
holds<Same<(typeof parsed.choices)[0]["message"]["parsed"], { city: string } | null>>();
const zodFormat = zodResponseFormat(Trip, "trip");
const message = await completions.stream({ ...request, response_format: zodFormat }).finalMessage();
holds<Same<typeof message.parsed, { city: string } | null>>();

declare const Old: { _output: { city: string }; _def: { typeName: "ZodObject" } };
const old = await completions.parse({ ...request, response_format: zodResponseFormat(Old, "a") });
holds<Same<(typeof old.choices)[0]["message"]["parsed"], { city: string } | null>>();

const tools = [
  tool({ name: "book", parameters: Trip, function: ({ city }) => accepts<string>(city) }),
  zodFunction({ name: "book", parameters: Trip, function: ({ city }) => accepts<string>(city) }),
];
const run = completions.runTools({ ...request, tools });
accepts<ChatCompletionRunner<null>>(run);
accepts<ChatCompletion[]>(run.allChatCompletions());
accepts<ChatCompletionStreamingRunner<null>>(
  completions.runTools({ ...request, tools, stream: true }, { maxChatCompletions: 2 }),
);
// @ts-expect-error A run needs tools.
completions.runTools(request);

const conversation = new Conversation(client, { model: "m", tools });
accepts<Promise<string | null>>(conversation.send("Hi").finalContent());
accepts<ChatCompletionStream<unknown> | undefined>(conversation.pending);
accepts<string | undefined>(conversation.takeBack()[0]?.role);
// @ts-expect-error What is said is a text or parts.
conversation.send(1);
