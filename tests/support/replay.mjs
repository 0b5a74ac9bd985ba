/** Answers of a server that exists in the test alone: chunks, completions, and a client that gets them. */

const DONE = "data: [DONE]\n\n";

/** A client whose requests are answered with one list of chunks, or one completion, after the other. */
export function replay(Client, answers, requests = []) {
  let at = 0;
  const fetch = async (_, { body, signal }) => {
    requests.push(JSON.parse(body));
    const answer = answers[Math.min(at++, answers.length - 1)];
    if (!Array.isArray(answer)) return Response.json(answer);
    const events = answer.map((data) => `data: ${JSON.stringify(data)}\n\n`);
    if (!answer.includes(HANG)) events.push(DONE);
    const encoder = new TextEncoder();
    const stream = new ReadableStream({
      pull(controller) {
        const event = events.shift();
        if (event === undefined) controller.close();
        else if (event.includes(HANG)) {
          return new Promise((_, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason));
          });
        } else controller.enqueue(encoder.encode(event));
      },
    });
    return new Response(stream, { headers: { "content-type": "text/event-stream" } });
  };
  return new Client({ apiKey: "k", baseURL: "http://x.invalid/v1", fetch, maxRetries: 0 });
}

export const HANG = "hang";

export const chunk = (choices, more) => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices,
  ...more,
});
export const say = (delta, more) =>
  chunk([{ index: 0, delta, logprobs: null, finish_reason: null, ...more }]);
export const finish = (reason = "stop") => say({}, { finish_reason: reason });
export const role = say({ role: "assistant", content: "", refusal: null });
export const call = (...tool_calls) => say({ tool_calls });

/** A completion as it comes in one piece. */
export const whole = (message, finish_reason = "stop") => ({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "m",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: null, refusal: null, ...message },
      logprobs: null,
      finish_reason,
    },
  ],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
});
