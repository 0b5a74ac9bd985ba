/** Every way to read a stream: each gathers what comes into `got`, and rejects as its reader does. */
import { Stream } from "brivionix";

const textOf = ({ choices }) => choices[0]?.delta?.content ?? "";

async function chunksInto(got, chunks) {
  for await (const chunk of chunks) {
    got.chunks += 1;
    got.text += textOf(chunk);
  }
}

async function textInto(got, texts) {
  for await (const text of texts) got.text += text;
}

/** What a reader of a response is told, who is somewhere else. */
export class PassedOn extends Error {}

/** What came of a tee: both branches have to come to the same. */
async function bothInto(got, stream) {
  const each = stream.tee().map((branch) => {
    const own = { chunks: 0, text: "" };
    const end = chunksInto(own, branch).catch((error) => error);
    return end.then((error) => ({ own, error }));
  });
  const [left, right] = await Promise.all(each);
  if (left.error !== right.error || left.own.text !== right.own.text) {
    throw new Error("The branches differ.");
  }
  Object.assign(got, left.own);
  if (left.error) throw left.error;
}

/** The events of a response that is passed on; the last one is its end, or the error in its place. */
async function eventsInto(got, response) {
  let rest = "";
  let isDone = false;
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + text).split("\n\n");
    rest = events.pop();
    for (const event of events.map((line) => line.slice("data: ".length))) {
      isDone = event === "[DONE]";
      if (isDone) continue;
      const chunk = JSON.parse(event);
      if (chunk.error) throw new PassedOn(chunk.error.message);
      await chunksInto(got, [chunk]);
    }
  }
  if (!isDone) throw new Error("The response ends cleanly without an end.");
}

/** What is asked for by `create`, and read. */
export const streamed = {
  "for await": chunksInto,
  "text()": (got, stream) => textInto(got, stream.text()),
  "toTextStream()": (got, stream) => textInto(got, stream.toTextStream()),
  "tee()": bothInto,
  "toResponse()": (got, stream) => eventsInto(got, stream.toResponse()),
  "toReadableStream()": (got, stream) =>
    chunksInto(got, Stream.fromReadableStream(stream.toReadableStream(), new AbortController())),
  "finalChatCompletion()": async (got, stream) => {
    got.text += (await stream.finalChatCompletion()).choices[0].message.content;
  },
};

/** What is asked for by `stream`. */
export const ran = {
  "stream(), iterated over": chunksInto,
  "stream(), its text": async (got, stream) => {
    got.text += (await stream.finalContent()) ?? "";
  },
  "stream(), its events": async (got, stream) => {
    stream.on("content", (delta) => {
      got.text += delta;
    });
    await stream.done();
  },
  "stream(), sent on": (got, stream) =>
    chunksInto(got, Stream.fromReadableStream(stream.toReadableStream(), new AbortController())),
};

/** Those that give nothing where there is an error. */
export const WHOLE_ONLY = new Set(["finalChatCompletion()", "stream(), its text"]);
/** Those that give chunks. */
export const BY_CHUNK = new Set([
  "for await",
  "tee()",
  "toResponse()",
  "toReadableStream()",
  "stream(), iterated over",
  "stream(), sent on",
]);
