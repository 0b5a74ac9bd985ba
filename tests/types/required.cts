/** The types that a CommonJS module gets, which come from files of their own. */
import brivionix = require("brivionix");
import helpers = require("brivionix/helpers");
import slim = require("brivionix/slim");

import type OpenAI from "brivionix";
import type { ChatCompletion, ChatCompletionRunner, ChatCompletionStream, Stream } from "brivionix";
import type { StandardSchema } from "brivionix/helpers";

import { zodResponseFormat } from "brivionix/helpers/zod";

// Those of `assert.ts` are an ES module's, which not every compiler lets this one import.
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function holds<_ extends true>(): void;
declare function accepts<T>(value: T): void;

holds<Same<typeof brivionix.OpenAI, typeof OpenAI>>();
const { completions } = new brivionix.OpenAI({ apiKey: "key" }).chat;

// What the entries add to the classes.
declare const Trip: StandardSchema<{ city: string }>;
const request = { model: "m", messages: [{ role: "user" as const, content: "Hi" }] };
const tools = [helpers.tool({ name: "book", parameters: Trip, function: ({ city }) => city })];
accepts<ChatCompletionStream<null>>(completions.stream(request));
accepts<ChatCompletionRunner<null>>(completions.runTools({ ...request, tools }));
accepts<(stream: Stream<unknown>) => Promise<ChatCompletion>>((stream) =>
  stream.finalChatCompletion(),
);

export async function parsed(): Promise<void> {
  const format = zodResponseFormat(Trip, "trip");
  const completion = await completions.parse({ ...request, response_format: format });
  holds<Same<(typeof completion.choices)[0]["message"]["parsed"], { city: string } | null>>();
}

// @ts-expect-error: no such event
completions.stream(request).on("contents", () => {});
// @ts-expect-error: no such option
completions.runTools({ ...request, tools }, { maxTools: 1 });

accepts<Promise<ChatCompletion>>(new slim.OpenAI().chat.completions.create(request));
