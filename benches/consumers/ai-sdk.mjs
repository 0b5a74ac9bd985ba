/**
 * The Vercel AI SDK. It has no chunk objects, and takes time quadratic in the length of a tool
 * call's arguments, so only its text is measured.
 */
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { streamText } from "ai";
import { PARAMS } from "./request.mjs";

export function makeAISDK(fetch) {
  const provider = createOpenAICompatible({
    name: "bench",
    apiKey: "bench",
    baseURL: "http://bench.invalid/v1",
    fetch,
  });
  const model = provider(PARAMS.model);
  return {
    async text() {
      let text = "";
      for await (const delta of streamText({ model, messages: PARAMS.messages }).textStream) {
        text += delta;
      }
      return text;
    },
  };
}
