/**
 * Two things in one worker: below `/v1` the API itself, for pages that hold no key, and at `/`
 * a question that is posted, answered with the text of a chat as it streams in. Either goes through
 * the gateway: nothing here spends the key without its checks.
 */
import { Stream } from "brivionix";
import gateway from "brivionix/gateway";

const api = gateway({
  apiKey: (env) => env.BRIVIONIX_API_KEY,
  // Put your site here, and look at a session or token of its users in `authorize`.
  allowOrigins: ["https://app.example"],
  allowModels: ["gpt-5.4-mini"],
  maxTokens: 1000,
  maxImages: 4,
  rateLimit: (env) => env.LIMITER,
});

export default {
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== "/") return api.fetch(request, env, ctx);
    if (request.method !== "POST" || !request.body) {
      return new Response("POST a question.\n", { status: 405 });
    }
    const response = await api.fetch(asChat(request), env, ctx);
    // The page may read the answer where the gateway says so.
    const headers = new Headers(response.headers);
    headers.set("content-type", "text/plain; charset=utf-8");
    const { ok, status } = response;
    if (!ok) return new Response("No answer.\n", { status, headers });
    const stream = Stream.fromSSEResponse(response, new AbortController());
    const text = stream.toTextStream().pipeThrough(new TextEncoderStream());
    return new Response(text, { headers });
  },
};

const [BEFORE, AFTER] = JSON.stringify({
  model: "gpt-5.4-mini",
  stream: true,
  messages: [{ role: "user", content: "?" }],
}).split("?");

/**
 * The same request, asking for a chat. The question is passed on as it comes, so that it is read
 * when the gateway has checked who asks, and no further than the gateway allows.
 */
function asChat(request) {
  const body = request.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(
      new TransformStream({
        start: (controller) => controller.enqueue(BEFORE),
        transform: (text, controller) => controller.enqueue(JSON.stringify(text).slice(1, -1)),
        flush: (controller) => controller.enqueue(AFTER),
      }),
    )
    .pipeThrough(new TextEncoderStream());
  const headers = new Headers(request.headers);
  headers.set("content-type", "application/json");
  // That of the question.
  headers.delete("content-length");
  const url = new URL("/v1/chat/completions", request.url);
  // Whoever hangs up cancels the request.
  return new Request(url, { method: "POST", headers, body, signal: request.signal });
}
