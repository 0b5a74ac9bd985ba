/** What calls take and resolve to. */
import OpenAI, {
  type APIPromise,
  type Brivionix,
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatCompletionCreateParams,
  type ChatCompletionMessageParam,
  type Model,
  type PagePromise,
  type Stream,
} from "brivionix";
import { accepts, holds, type Same } from "./assert.js";

const client = new OpenAI({ apiKey: "key", baseURL: "https://example.com/v1" });
holds<Same<typeof Brivionix, typeof OpenAI>>();

const messages: ChatCompletionMessageParam[] = [{ role: "user", content: "Hi" }];
const request = { model: "gpt-5.4-mini", messages };
const { completions } = client.chat;

// One overload for each value of `stream`.
const whole = completions.create(request);
accepts<APIPromise<ChatCompletion>>(whole);
accepts<APIPromise<ChatCompletion>>(completions.create({ ...request, stream: false }));
accepts<APIPromise<ChatCompletion>>(completions.create({ ...request, stream: null }));
const streamed = completions.create({ ...request, stream: true });
accepts<APIPromise<Stream<ChatCompletionChunk>>>(streamed);
declare const stream: boolean;
const either = completions.create({ ...request, stream });
accepts<APIPromise<Stream<ChatCompletionChunk> | ChatCompletion>>(either);
declare const params: ChatCompletionCreateParams;
accepts<APIPromise<Stream<ChatCompletionChunk> | ChatCompletion>>(completions.create(params));
// @ts-expect-error: an answer is no stream
accepts<APIPromise<Stream<ChatCompletionChunk>>>(whole);
// @ts-expect-error: a stream is no answer
accepts<APIPromise<ChatCompletion>>(streamed);
// @ts-expect-error: it may be a stream
accepts<APIPromise<ChatCompletion>>(either);

export async function results(): Promise<void> {
  const completion = await whole;
  accepts<ChatCompletion>(completion);
  accepts<string | null | undefined>(completion._request_id);
  accepts<string | null | undefined>((await streamed)._request_id);
  accepts<string | null | undefined>(completion.choices[0]?.message.content);
  accepts<number | undefined>(completion.usage?.prompt_tokens_details?.cached_tokens);
  // @ts-expect-error: no such member
  completion.choises;

  for await (const chunk of await streamed) {
    holds<Same<typeof chunk, ChatCompletionChunk>>();
    accepts<string | null | undefined>(chunk.choices[0]?.delta.content);
    accepts<string | undefined>(chunk.choices[0]?.delta.tool_calls?.[0]?.function?.arguments);
  }
  for await (const text of (await streamed).text()) holds<Same<typeof text, string>>();

  // As with any promise, what is thrown can be anything.
  accepts<ChatCompletion | string>(await whole.catch((error) => error.message as string));

  const result = await either;
  if ("choices" in result) accepts<ChatCompletion>(result);
  else accepts<Stream<ChatCompletionChunk>>(result);

  const { data, response, request_id } = await whole.withResponse();
  accepts<ChatCompletion>(data);
  holds<Same<typeof response, Response>>();
  holds<Same<typeof request_id, string | null>>();
  holds<Same<Awaited<ReturnType<typeof whole.asResponse>>, Response>>();
}

export async function streams(): Promise<void> {
  const chunks = await streamed;
  accepts<AsyncIterable<ChatCompletionChunk>>(chunks);
  accepts<[Stream<ChatCompletionChunk>, Stream<ChatCompletionChunk>]>(chunks.tee());
  accepts<ReadableStream<Uint8Array>>(chunks.toReadableStream());
  accepts<ReadableStream<string>>(chunks.toTextStream());
  accepts<Response>(chunks.toResponse({ headers: { "x-a": "b" }, status: 200 }));
  accepts<AbortController>(chunks.controller);
  accepts<Promise<ChatCompletion>>(chunks.finalChatCompletion());
}

export async function models(): Promise<void> {
  const list = client.models.list();
  accepts<PagePromise<Model>>(list);
  for await (const model of list) holds<Same<typeof model, Model>>();
  for await (const model of await list) holds<Same<typeof model, Model>>();
  accepts<Model[]>((await list).data);
  accepts<Model>(await client.models.retrieve("gpt-5.5"));
}

export async function endpoints(): Promise<void> {
  const options = { query: { limit: 3, after: undefined }, headers: { "x-a": null } };
  accepts<{ a: number }>(await client.get<{ a: number }>("/a", options));
  accepts<{ a: number }>(await client.post<{ a: number }>("/a", { body: { b: 1 } }));
  accepts<{ a: number }>(await client.put<{ a: number }>("/a"));
  accepts<{ a: number }>(await client.patch<{ a: number }>("/a"));
  accepts<{ a: number }>(await client.delete<{ a: number }>("/a"));
}

class Tenant extends OpenAI {
  readonly tenant = 1;
}
accepts<Tenant>(new Tenant().withOptions({ timeout: 1 }));

// @ts-expect-error: no model
completions.create({ messages });
// @ts-expect-error: no messages
completions.create({ model: "gpt-5.4-mini" });
// @ts-expect-error: no such parameter
completions.create({ ...request, temprature: 1 });
// @ts-expect-error: not a number
completions.create({ ...request, temperature: "1" });
// @ts-expect-error: no such option
completions.create(request, { time_out: 1 });
// @ts-expect-error: a promise, not an answer
whole.choices;
