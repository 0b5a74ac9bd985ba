import OpenAI from "brivionix";
import { newStep, questionContent, requestMessages } from "./conversation.js";
import { describeError } from "./errors.js";
import { formatOf } from "./forms.js";
import { TOOLS } from "./tools.js";

/** A model that calls tools for ever is stopped here. */
const MAX_STEPS = 6;

/**
 * Asks the model and fills `answer` as the response arrives; the conversation runs the tools it calls.
 *
 * @param {object} options
 * @param {import("brivionix/helpers").Conversation} options.conversation
 * @param {import("./conversation.js").Entry[]} options.history what was said before the answer
 * @param {import("./conversation.js").Answer} options.answer
 * @param {import("./settings.js").Settings} options.settings
 * @param {AbortSignal} options.signal
 * @param {() => void} options.changed called whenever `answer` has changed
 */
export async function runTurn({ conversation, history, answer, settings, signal, changed }) {
  const recorder = new Recorder(answer, changed);
  let run;
  // Answers may have been deleted or broken off, and the settings changed.
  conversation.messages = requestMessages(history.slice(0, -1), settings.system);
  conversation.params = requestParams(settings, answer.form);
  try {
    run = conversation.send(questionContent(history.at(-1)), {
      signal,
      maxChatCompletions: MAX_STEPS,
      toolErrors: "report",
      afterCompletion: () => recorder.endRound(),
    });
    run.on("connect", () => recorder.connected());
    run.on("chunk", (chunk) => recorder.read(chunk));
    run.on("message", (message) => message.role === "tool" && recorder.takeResult(message));
    await run.done();
    answer.state = "done";
  } catch (error) {
    if (signal.aborted) answer.state = "stopped";
    else recorder.fail(error, run?.currentChatCompletionSnapshot);
  }
  changed();
}

function requestParams(settings, form) {
  return {
    model: settings.model,
    ...settings.parameters,
    ...(form ? { response_format: formatOf(form) } : {}),
    ...(settings.offerTools && !form ? { tools: TOOLS } : {}),
  };
}

/** Writes down what arrives, one step for each response. */
class Recorder {
  #answer;
  #changed;
  #asked = 0;
  #first = null;
  #answered = false;

  constructor(answer, changed) {
    this.#answer = answer;
    this.#changed = changed;
    this.#begin();
  }

  get #step() {
    return this.#answer.steps.at(-1);
  }

  #begin() {
    this.#answer.steps.push(newStep());
    this.#asked = performance.now();
    this.#first = null;
    this.#answered = false;
    this.#changed();
  }

  connected() {
    this.#answered = true;
  }

  read(chunk) {
    const step = this.#step;
    readChunk(chunk, step);
    const now = performance.now();
    if (this.#first === null && hasContent(step)) {
      this.#first = now;
      step.waitedMs = now - this.#asked;
    }
    if (this.#first !== null) step.streamedMs = now - this.#first;
    this.#changed();
  }

  takeResult({ tool_call_id, content }) {
    const call = this.#step.calls.find(({ id, result }) => id === tool_call_id && result === null);
    if (call) call.result = content;
    this.#changed();
  }

  /** Called with the tools of a response run; they have to be told to the model. */
  endRound() {
    if (this.#step.calls.length > 0 && this.#answer.steps.length < MAX_STEPS) this.#begin();
  }

  /** `snapshot` is what there is of the response, which may be more than the chunks that were read. */
  fail(error, snapshot) {
    const step = this.#step;
    readUsage(snapshot?.usage, step);
    if (error instanceof OpenAI.LengthFinishReasonError) step.finish = "length";
    if (error instanceof OpenAI.ContentFilterFinishReasonError) step.finish = "content_filter";
    // The text is all there, whatever was wrong with it.
    if (step.finish !== null && step.finish !== "tool_calls") {
      this.#answer.state = "done";
      return;
    }
    const progress = { answered: this.#answered, midway: hasContent(step) };
    this.#answer.state = "failed";
    this.#answer.trouble = describeError(error, progress);
  }
}

function readUsage(usage, step) {
  if (!usage) return;
  step.tokens = { prompt: usage.prompt_tokens, completion: usage.completion_tokens };
}

function readChunk(chunk, step) {
  readUsage(chunk.usage, step);
  const choice = chunk.choices?.[0];
  if (!choice) return;
  step.text += choice.delta?.content ?? "";
  step.refusal += choice.delta?.refusal ?? "";
  for (const part of choice.delta?.tool_calls ?? []) readCallPart(part, step.calls);
  step.finish = choice.finish_reason ?? step.finish;
}

/** The pieces of a call share an index; its id and name come with the first one. */
function readCallPart(part, calls) {
  calls[part.index] ??= { id: "", name: "", arguments: "", result: null };
  const call = calls[part.index];
  call.id ||= part.id ?? "";
  call.name ||= part.function?.name ?? "";
  call.arguments += part.function?.arguments ?? "";
}

function hasContent(step) {
  return Boolean(step && (step.text || step.refusal || step.calls.length > 0));
}
