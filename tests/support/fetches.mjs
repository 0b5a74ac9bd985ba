/** Functions in place of `fetch`, for servers that no simulator can be. */

/** Never answers, and ignores its signal. */
export const silent = () => new Promise(() => {});

/** The result of a call, or "hangs" where none has come for so long that none will. */
export function orHangs(call, limit = 3_000) {
  const { promise, resolve } = Promise.withResolvers();
  const timer = setTimeout(resolve, limit, "hangs");
  return Promise.race([call, promise]).finally(() => clearTimeout(timer));
}

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
