/** This project's client, as installed from its package. */
import OpenAI from "brivionix";
import { Counter } from "./accumulate.mjs";
import { PARAMS } from "./request.mjs";

export function makeBrivionix(fetch) {
  const client = new OpenAI({ apiKey: "bench", baseURL: "http://bench.invalid/v1", fetch });
  const open = () => client.chat.completions.create(PARAMS);

  return {
    async text() {
      let text = "";
      for await (const part of (await open()).text()) text += part;
      return text;
    },

    async chunks() {
      const counter = new Counter();
      for await (const chunk of await open()) counter.add(chunk);
      return counter.result();
    },

    final() {
      return client.chat.completions.stream(PARAMS).finalChatCompletion();
    },
  };
}
