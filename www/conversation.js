/**
 * The conversation as plain data, and the request messages it stands for.
 *
 * @typedef {{ name: string, type: string, size: number, url: string | null, kept: string | null }}
 *   Picture `url` is sent; `kept` is a small copy for storage. Both are null once let go.
 * @typedef {{ role: "user", text: string, pictures: Picture[], form?: string }} Question `form` is
 *   one of `FORMS`, which the model is to fill in.
 * @typedef {{ id: string, name: string, arguments: string, result: string | null }} ToolCall
 * @typedef {{ prompt: number, completion: number }} Tokens
 * @typedef {{ text: string, refusal: string, calls: ToolCall[], finish: string | null,
 *   tokens: Tokens | null, waitedMs: number | null, streamedMs: number }} Step
 * @typedef {import("./errors.js").Trouble} Trouble
 * @typedef {{ role: "assistant", model: string, form?: string, steps: Step[], trouble: Trouble | null,
 *   state: "streaming" | "done" | "stopped" | "failed" }} Answer
 * @typedef {Question | Answer} Entry
 */

/**
 * @param {string} text
 * @param {Picture[]} pictures
 * @param {string} [form]
 * @returns {Question}
 */
export function newQuestion(text, pictures, form) {
  return { role: "user", text, pictures, form };
}

/**
 * @param {string} model
 * @param {string} [form]
 * @returns {Answer}
 */
export function newAnswer(model, form) {
  return { role: "assistant", model, form, steps: [], trouble: null, state: "streaming" };
}

/** @returns {Step} one response of the model; tool use makes an answer of several */
export function newStep() {
  return {
    text: "",
    refusal: "",
    calls: [],
    finish: null,
    tokens: null,
    waitedMs: null,
    streamedMs: 0,
  };
}

/**
 * @param {Answer} answer
 * @returns {string} everything the model said
 */
export function answerText(answer) {
  return answer.steps
    .map((step) => step.text || step.refusal)
    .filter(Boolean)
    .join("\n\n");
}

/**
 * @param {Entry[]} entries
 * @param {string} system
 * @returns {object[]} `messages` of a chat completion request
 */
export function requestMessages(entries, system) {
  const messages = entries.flatMap((entry) =>
    entry.role === "user"
      ? [{ role: "user", content: questionContent(entry) }]
      : answerMessages(entry),
  );
  return system ? [{ role: "system", content: system }, ...messages] : messages;
}

/**
 * @param {Question} question
 * @returns {string | object[]} the content of its message
 */
export function questionContent({ text, pictures }) {
  const images = pictures
    .filter((picture) => picture.url)
    .map((picture) => ({ type: "image_url", image_url: { url: picture.url } }));
  if (images.length === 0) return text;
  return text ? [{ type: "text", text }, ...images] : images;
}

function answerMessages(answer) {
  return answer.steps.flatMap((step) => {
    // The API refuses a call without its result, which a broken answer may hold.
    const calls = step.calls.filter((call) => call.result !== null);
    const content = step.text || step.refusal || null;
    if (!content && calls.length === 0) return [];
    const message = { role: "assistant", content };
    if (calls.length === 0) return [message];
    const results = calls.map(({ id, result }) => ({
      role: "tool",
      tool_call_id: id,
      content: result,
    }));
    return [{ ...message, tool_calls: calls.map(requestCall) }, ...results];
  });
}

function requestCall({ id, name, arguments: args }) {
  return { id, type: "function", function: { name, arguments: args } };
}
