/**
 * The streams that are measured: chunks as OpenAI's API sends them, about 310 bytes each, made
 * anew in every run and always the same.
 */
import { makeRandom } from "./random.mjs";
import { cutToolArguments, drawToken, drawWord } from "./tokens.mjs";

const ID = "chatcmpl-CqX2vR7mT0bLw9KzYp4sD1eHu8fJa";
const MODEL = "gpt-5.4-mini-2026-03-17";
const CREATED = 1_780_000_000;
const LONG_EVENT_BYTES = 64 * 1024;
const TOOLS = ["get_weather", "search_flights", "book_hotel"];

/** What each corpus is made of; those whose name starts with `miss` change more than the text. */
const CORPORA = {
  text: { deltas: textDeltas },
  tools: { deltas: toolDeltas, finish: "tool_calls" },
  long: { deltas: longDeltas },
  "miss-logprobs": { deltas: textDeltas, dress: withLogprobs },
  "miss-usage": { deltas: textDeltas, dress: withUsage },
  "miss-created": { deltas: textDeltas, dress: withCreated },
  "miss-order": { deltas: textDeltas, dress: withOrder },
};

export const CORPUS_NAMES = Object.keys(CORPORA);

/**
 * Makes a corpus of `count` chunks. `events` are the texts of the stream's events, `[DONE]`
 * included; `expected` is what each mode has to come to.
 */
export function makeCorpus(name, count) {
  const { deltas, finish = "stop", dress = (chunk) => chunk } = CORPORA[name];
  const random = makeRandom(20_260_801);
  const events = [];
  const push = (choices, usage, ascii) => {
    const chunk = dress(makeChunk(choices, usage, random), events.length, random);
    const json = JSON.stringify(chunk);
    events.push(`data: ${ascii ? escapeNonASCII(json) : json}\n\n`);
  };
  // The chunks around the deltas: the role, the finish reason and the usage.
  const body = deltas(count - 3, random);
  const first = { role: "assistant", content: finish === "stop" ? "" : null, refusal: null };
  push([makeChoice(first)], null);
  for (const { delta, ascii } of body) push([makeChoice(delta)], null, ascii);
  push([makeChoice({}, finish)], null);
  push([], makeUsage(count));
  events.push("data: [DONE]\n\n");
  return { events, count, expected: expect(body, finish, count) };
}

function makeChoice(delta, finish_reason = null) {
  return { index: 0, delta, logprobs: null, finish_reason };
}

function makeChunk(choices, usage, random) {
  return {
    id: ID,
    object: "chat.completion.chunk",
    created: CREATED,
    model: MODEL,
    service_tier: "default",
    system_fingerprint: "fp_3f1c8ab7d2",
    choices,
    usage,
    obfuscation: drawWord(random, 1 + random(16)),
  };
}

function makeUsage(completion_tokens) {
  return { prompt_tokens: 23, completion_tokens, total_tokens: 23 + completion_tokens };
}

function textDeltas(count, random) {
  return Array.from({ length: count }, () => {
    // Some servers send everything beyond ASCII as escapes.
    return { delta: { content: drawToken(random) }, ascii: random(12) === 0 };
  });
}

function longDeltas(count, random) {
  return Array.from({ length: count }, () => {
    let content = "";
    while (content.length < LONG_EVENT_BYTES * 0.85) content += drawToken(random);
    return { delta: { content } };
  });
}

/** One call after the other, each begun by its id and name, as the API sends parallel calls. */
function toolDeltas(count, random) {
  const each = Math.floor(count / TOOLS.length);
  return TOOLS.flatMap((name, index) => {
    const fragments = (index === 0 ? count - each * (TOOLS.length - 1) : each) - 1;
    const id = `call_${drawWord(random, 24)}`;
    const opening = { index, id, type: "function", function: { name, arguments: "" } };
    const pieces = cutToolArguments(fragments, random).map((piece) => {
      return { index, function: { arguments: piece } };
    });
    return [opening, ...pieces].map((call) => ({ delta: { tool_calls: [call] } }));
  });
}

function withLogprobs(chunk, _, random) {
  const token = chunk.choices[0]?.delta.content;
  if (!token) return chunk;
  const bytes = [...new TextEncoder().encode(token)];
  const content = [{ token, logprob: -random(1e6) / 1e5, bytes, top_logprobs: [] }];
  chunk.choices[0].logprobs = { content, refusal: null };
  return chunk;
}

function withUsage(chunk, at) {
  return { ...chunk, usage: chunk.usage ?? makeUsage(at) };
}

function withCreated(chunk, at) {
  return { ...chunk, created: CREATED + at };
}

function withOrder(chunk, at) {
  const members = Object.entries(chunk);
  const turn = at % members.length;
  return Object.fromEntries([...members.slice(turn), ...members.slice(0, turn)]);
}

function escapeNonASCII(json) {
  // Each half of a surrogate pair gets an escape of its own, as JSON wants it.
  return json.replace(/[\u0080-\uffff]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function expect(body, finish_reason, count) {
  const text = body.map(({ delta }) => delta.content ?? "").join("");
  const calls = [];
  let argumentsLength = 0;
  for (const { delta } of body) {
    for (const { index, ...call } of delta.tool_calls ?? []) {
      argumentsLength += call.function.arguments.length;
      if (call.id) calls[index] = structuredClone(call);
      else calls[index].function.arguments += call.function.arguments;
    }
  }
  return {
    text,
    chunks: { count, characters: text.length + argumentsLength },
    final: {
      id: ID,
      model: MODEL,
      role: "assistant",
      content: calls.length > 0 ? null : text,
      tool_calls: calls,
      finish_reason,
      usage: makeUsage(count),
    },
  };
}
