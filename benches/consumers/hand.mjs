/** The loop that a good engineer writes when no client may be in the way. */
import { Counter, Final, Text } from "./accumulate.mjs";
import { INIT, URL } from "./request.mjs";

export function makeHand(fetch) {
  const run = (Sink) => async () => {
    const sink = new Sink();
    const response = await fetch(URL, INIT);
    if (!response.ok) throw new Error(`status ${response.status}`);
    await readChunks(response.body, sink);
    return sink.result();
  };
  return { text: run(Text), chunks: run(Counter), final: run(Final) };
}

async function readChunks(body, sink) {
  const reader = body.getReader();
  const utf8 = new TextDecoder();
  // The beginning of a line whose end has not arrived. Only new text is searched for line ends,
  // so that a long line in many reads stays linear.
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const text = utf8.decode(value, { stream: true });
    let start = 0;
    let end = text.indexOf("\n");
    if (end !== -1 && rest !== "") {
      if (!takeLine(rest + text.slice(0, end), sink)) return;
      rest = "";
      start = end + 1;
      end = text.indexOf("\n", start);
    }
    while (end !== -1) {
      // Longer than an empty line, with or without its carriage return.
      if (end > start + 1 && !takeLine(text.slice(start, end), sink)) return;
      start = end + 1;
      end = text.indexOf("\n", start);
    }
    if (start < text.length) rest += start === 0 ? text : text.slice(start);
  }
}

/** Returns whether the stream goes on. JSON's own white space covers a carriage return. */
function takeLine(line, sink) {
  if (!line.startsWith("data:")) return true;
  const data = line.slice(line.charCodeAt(5) === 32 ? 6 : 5);
  if (data.startsWith("[DONE]")) return false;
  sink.add(JSON.parse(data));
  return true;
}
