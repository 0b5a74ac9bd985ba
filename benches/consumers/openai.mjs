/** The official client. */
import OpenAI from "openai";
import { Counter } from "./accumulate.mjs";
import { PARAMS } from "./request.mjs";

export function makeOpenAI(fetch) {
  const client = new OpenAI({
    apiKey: "bench",
    baseURL: "http://bench.invalid/v1",
    dangerouslyAllowBrowser: true,
    fetch,
  });
  return {
    async text() {
      let text = "";
      for await (const chunk of await client.chat.completions.create(PARAMS)) {
        text += chunk.choices[0]?.delta?.content ?? "";
      }
      return text;
    },

    async chunks() {
      const counter = new Counter();
      for await (const chunk of await client.chat.completions.create(PARAMS)) counter.add(chunk);
      return counter.result();
    },

    final() {
      return client.chat.completions.stream(PARAMS).finalChatCompletion();
    },
  };
}
