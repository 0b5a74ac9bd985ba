const NUMBER = new Intl.NumberFormat("en");

/**
 * The status line of an answer.
 *
 * @param {import("./conversation.js").Answer} answer
 * @returns {{ label: string, value: string }[]}
 */
export function answerMetrics(answer) {
  const { steps } = answer;
  const finish = steps.at(-1)?.finish;
  const waited = steps[0]?.waitedMs;
  return [
    { label: "Model", value: answer.model },
    tokens(steps),
    waited != null && { label: "First token", value: `${duration(waited)} to first token` },
    speed(steps),
    finish && { label: "Finish reason", value: `finish: ${finish}` },
  ].filter(Boolean);
}

function tokens(steps) {
  const counted = steps.filter((step) => step.tokens);
  if (counted.length === 0) return null;
  const prompt = counted.reduce((sum, step) => sum + step.tokens.prompt, 0);
  const completion = counted.reduce((sum, step) => sum + step.tokens.completion, 0);
  const value = `${NUMBER.format(prompt)} prompt + ${NUMBER.format(completion)} completion tokens`;
  return { label: "Tokens", value };
}

/** Over the time in which tokens arrived: waiting for the first one is told apart. */
function speed(steps) {
  const counted = steps.filter((step) => step.tokens && step.streamedMs > 0);
  const completion = counted.reduce((sum, step) => sum + step.tokens.completion, 0);
  const seconds = counted.reduce((sum, step) => sum + step.streamedMs, 0) / 1000;
  if (completion < 2 || seconds === 0) return null;
  const rate = completion / seconds;
  return { label: "Speed", value: `${NUMBER.format(Math.round(rate))} tokens/s` };
}

function duration(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
