/** Functions in place of `fetch`, for servers that no simulator can be. */

/** Never answers, and ignores its signal. */
export const silent = () => new Promise(() => {});

/** Answers with JSON that stops in the middle. */
export async function stallingJSON(_, { signal }) {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"half":'));
      signal.addEventListener("abort", () => controller.error(signal.reason));
    },
  });
  return new Response(body, { headers: { "content-type": "application/json" } });
}
