/** This project's client, as installed from its package. */
import OpenAI, { Stream } from "brivionix";
import { Counter, Final, Text } from "./accumulate.mjs";
import { PARAMS } from "./request.mjs";

export function makeBrivionix(fetch) {
  const client = new OpenAI({ apiKey: "bench", baseURL: "http://bench.invalid/v1", fetch });
  const open = () => client.chat.completions.create(PARAMS);

  const run = (Sink) => async () => {
    const sink = new Sink();
    for await (const chunk of await open()) sink.add(chunk);
    return sink.result();
  };

  async function text() {
    let text = "";
    for await (const part of (await open()).text()) text += part;
    return text;
  }

  return {
    text: "text" in Stream.prototype ? text : run(Text),
    chunks: run(Counter),
    final:
      "finalChatCompletion" in Stream.prototype
        ? async () => (await open()).finalChatCompletion()
        : run(Final),
  };
}
