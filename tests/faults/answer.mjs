/** A short answer as it is streamed, and what has to come of the first bytes of it. */

const chunk = (delta, finish_reason = null) =>
  JSON.stringify({ id: "c", choices: [{ index: 0, delta, finish_reason }] });
const usage = JSON.stringify({ id: "c", choices: [], usage: { total_tokens: 3 } });

export const EVENTS = [
  `data: ${chunk({ role: "assistant", content: "Zw" })}\n\n`,
  ": alive\n\n",
  `data: ${chunk({ content: "ölf 🥊" })}\n\n`,
  `data: ${chunk({ content: " \\n" })}\n\n`,
  `data: ${chunk({}, "stop")}\n\n`,
  `data: ${usage}\n\n`,
  "data: [DONE]\n\n",
];
export const BODY = new TextEncoder().encode(EVENTS.join(""));

/** The same not streamed. */
export const COMPLETION = {
  id: "c",
  object: "chat.completion",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "Zwölf 🥊", refusal: null },
      finish_reason: "stop",
      logprobs: null,
    },
  ],
};

export const PARAMS = { model: "m", messages: [{ role: "user", content: "hi" }] };

/**
 * What the first bytes come to: the chunks and the text in them, and whether they are an answer if
 * the body ends cleanly behind them (`isWhole`), and even if the connection breaks (`isDone`).
 */
export function comesTo(bytes) {
  // The part of a character at the end belongs to an event that is cut, too.
  const events = new TextDecoder().decode(bytes).split("\n\n");
  const rest = events.pop().trimEnd();
  const data = events.filter((event) => event.startsWith("data: ")).map((line) => line.slice(6));
  const isDone = data.includes("[DONE]");
  const chunks = data.filter((json) => json !== "[DONE]").map((json) => JSON.parse(json));
  const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
  const hasFinished = chunks.some(({ choices }) => choices[0]?.finish_reason);
  const isPartial = /^[de]/.test(rest);
  const isWhole = isDone || rest === "data: [DONE]" || (hasFinished && !isPartial);
  return { chunks: chunks.length, text, isDone, isWhole };
}
