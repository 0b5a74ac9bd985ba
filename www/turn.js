import { newStep, requestMessages } from "./conversation.js";
import { cutOff, describeError } from "./errors.js";
import { responseFormat } from "./forms.js";
import { runTool, TOOLS } from "./tools.js";

/** A model that calls tools for ever is stopped here. */
const MAX_STEPS = 6;

/**
 * Asks the model and fills `answer` as the response arrives, running the tools it calls.
 *
 * @param {object} options
 * @param {any} options.client
 * @param {import("./conversation.js").Entry[]} options.history what was said before the answer
 * @param {import("./conversation.js").Answer} options.answer
 * @param {import("./settings.js").Settings} options.settings
 * @param {AbortSignal} options.signal
 * @param {() => void} options.changed called whenever `answer` has changed
 */
export async function runTurn({ client, history, answer, settings, signal, changed }) {
  let answered = false;
  try {
    let pending = true;
    while (pending && answer.steps.length < MAX_STEPS) {
      const messages = requestMessages([...history, answer], settings.system);
      const step = newStep();
      answer.steps.push(step);
      changed();
      answered = false;
      const asked = performance.now();
      const stream = await client.chat.completions.create(
        requestBody(settings, messages, answer.form),
        {
          signal,
        },
      );
      answered = true;
      await readStream({ stream, step, asked, changed });
      pending = !signal.aborted && runCalls(step, changed);
    }
    settle(answer, signal);
  } catch (error) {
    if (signal.aborted) answer.state = "stopped";
    else fail(answer, describeError(error, { answered, midway: hasContent(answer.steps.at(-1)) }));
  }
  changed();
}

function requestBody(settings, messages, form) {
  return {
    model: settings.model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
    ...settings.parameters,
    ...(form ? { response_format: responseFormat(form) } : {}),
    ...(settings.offerTools && !form ? { tools: TOOLS } : {}),
  };
}

async function readStream({ stream, step, asked, changed }) {
  let first = null;
  for await (const chunk of stream) {
    readChunk(chunk, step);
    const now = performance.now();
    if (first === null && hasContent(step)) {
      first = now;
      step.waitedMs = now - asked;
    }
    if (first !== null) step.streamedMs = now - first;
    changed();
  }
}

function readChunk(chunk, step) {
  if (chunk.usage) {
    step.tokens = {
      prompt: chunk.usage.prompt_tokens,
      completion: chunk.usage.completion_tokens,
    };
  }
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

/** @returns {boolean} whether there are results to send back */
function runCalls(step, changed) {
  if (step.finish === null || step.calls.length === 0) return false;
  for (const call of step.calls) call.result = runTool(call.name, call.arguments);
  changed();
  return true;
}

function settle(answer, signal) {
  const last = answer.steps.at(-1);
  if (signal.aborted) answer.state = "stopped";
  else if (last.finish === null) fail(answer, cutOff());
  else answer.state = "done";
}

function fail(answer, trouble) {
  answer.state = "failed";
  answer.trouble = trouble;
}

function hasContent(step) {
  return Boolean(step && (step.text || step.refusal || step.calls.length > 0));
}
