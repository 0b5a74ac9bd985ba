/** Parameters and members of other servers, added to the types. */
import type { ChatCompletionChunk } from "brivionix";
import OpenAI from "brivionix";
import { accepts } from "./assert.js";

declare module "brivionix" {
  interface ChatCompletionCreateParamsBase {
    top_k?: number;
  }
  namespace ChatCompletionChunk.Choice {
    interface Delta {
      reasoning_content?: string | null;
    }
  }
}

declare const delta: ChatCompletionChunk.Choice.Delta;
accepts<string | null | undefined>(delta.reasoning_content);
new OpenAI().chat.completions.create({ model: "a", messages: [], top_k: 40 });
// @ts-expect-error: not a number
new OpenAI().chat.completions.create({ model: "a", messages: [], top_k: "40" });
