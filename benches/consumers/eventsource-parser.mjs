/** `eventsource-parser` and `JSON.parse`. */
import { createParser } from "eventsource-parser";
import { Counter, Final, Text } from "./accumulate.mjs";
import { INIT, URL } from "./request.mjs";

export function makeEventsourceParser(fetch) {
  const run = (Sink) => async () => {
    const sink = new Sink();
    const parser = createParser({
      onEvent({ data }) {
        if (data !== "[DONE]") sink.add(JSON.parse(data));
      },
    });
    const reader = (await fetch(URL, INIT)).body.getReader();
    const utf8 = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return sink.result();
      parser.feed(utf8.decode(value, { stream: true }));
    }
  };
  return { text: run(Text), chunks: run(Counter), final: run(Final) };
}
