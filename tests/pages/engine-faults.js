/** What a failure of the engine in one stream means to the others. Needs no server. */
import { TOO_MUCH } from "./little-memory.js";

const encoder = new TextEncoder();
const say = (content, finish_reason = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason }] })}\n\n`;
const params = { model: "m", messages: [{ role: "user", content: "hi" }], stream: true };

/** A client, and the hands on the bodies of its answers. */
function open(OpenAI) {
  const bodies = [];
  const fetch = async () => {
    const body = { cancelled: false };
    bodies.push(body);
    const stream = new ReadableStream({
      start(controller) {
        body.send = (text) => controller.enqueue(encoder.encode(text));
        body.end = () => controller.close();
      },
      cancel() {
        body.cancelled = true;
      },
    });
    return new Response(stream, { headers: { "content-type": "text/event-stream" } });
  };
  const client = new OpenAI({ apiKey: async () => "token", baseURL: "http://x.invalid/v1", fetch });
  return { create: () => client.chat.completions.create(params), bodies };
}

/** How something ends, in words. */
async function ending(OpenAI, work) {
  try {
    const value = await work();
    return `${value}`;
  } catch (error) {
    if (!(error instanceof OpenAI.OpenAIError)) return `untyped: ${error?.stack ?? error}`;
    const { cause } = error;
    const trap = cause instanceof WebAssembly.RuntimeError ? "a trap" : `${cause}`;
    return `${error.message} Cause: ${trap}`;
  }
}

/** Has one stream take more memory than there is, beside others; tells how all of them end. */
export async function runOutOfMemory({ default: OpenAI, PartialJson }) {
  const { create, bodies } = open(OpenAI);
  const ends = {};
  const tell = async (name, work) => {
    ends[name] = await ending(OpenAI, work);
  };
  const chunks = (await create())[Symbol.asyncIterator]();
  const texts = (await create()).text();
  const whole = PartialJson && (await create()).finalChatCompletion();
  whole?.catch(() => {});
  const json = PartialJson && new PartialJson();
  for (const body of bodies) body.send(say("one"));
  await tell("a chunk before", async () => (await chunks.next()).value.choices[0].delta.content);
  await tell("a text before", async () => (await texts.next()).value);
  await tell("a piece of JSON before", () => JSON.stringify(json?.push('{"a":[1,')));

  const stream = await create();
  const failing = bodies.at(-1);
  failing.send(say("first"));
  failing.send(say("x".repeat(TOO_MUCH)));
  let got = 0;
  await tell("the stream that takes too much", async () => {
    for await (const _ of stream) got += 1;
  });
  ends["what it got before"] = got;

  for (const body of bodies) if (!body.cancelled) body.send(say("two", "stop"));
  await tell("chunks", () => chunks.next());
  await tell("the same again", async () => (await chunks.next()).done);
  await tell("texts", () => texts.next());
  if (PartialJson) {
    await tell("a whole answer", () => whole);
    await tell("JSON", () => json.push("2"));
    await tell("the same JSON again", () => json.push("2"));
    await tell("its value", () => JSON.stringify(json.value));
  }
  ends.cancelled = bodies.every((body) => body.cancelled);

  const next = await create();
  const last = bodies.at(-1);
  last.send(say("three"));
  last.send(`${say("!", "stop")}data: [DONE]\n\n`);
  last.end();
  await tell("the next stream", async () => {
    let text = "";
    for await (const { choices } of next) text += choices[0].delta.content;
    return text;
  });
  if (PartialJson) {
    await tell("the next JSON", () => JSON.stringify(new PartialJson().push('{"b":[true]}')));
  }
  return ends;
}
