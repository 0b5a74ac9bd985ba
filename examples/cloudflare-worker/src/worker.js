/**
 * Two things in one worker: below `/v1` the API itself, for pages that hold no key, and at `/`
 * a question that is posted, answered with the text of a chat as it streams in. Either goes through
 * the gateway: nothing here spends the key without its checks.
 */
import OpenAI from "brivionix";
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
    const { origin, pathname } = new URL(request.url);
    if (pathname !== "/") return api.fetch(request, env, ctx);
    if (request.method !== "POST") return new Response("POST a question.\n", { status: 405 });
    const content = await request.text();
    const client = new OpenAI({
      apiKey: "none",
      baseURL: `${origin}/v1`,
      maxRetries: 0,
      // Asked with the headers of the caller, so that the gateway decides about the caller.
      async fetch(url, { method, body, signal }) {
        const headers = new Headers(request.headers);
        headers.set("content-type", "application/json");
        headers.delete("content-length");
        headers.delete("content-encoding");
        return api.fetch(new Request(url, { method, body, signal, headers }), env, ctx);
      },
    });
    try {
      const stream = await client.chat.completions.create(
        { model: "gpt-5.4-mini", messages: [{ role: "user", content }], stream: true },
        // Whoever hangs up cancels the request.
        { signal: request.signal },
      );
      return new Response(stream.toTextStream().pipeThrough(new TextEncoderStream()));
    } catch (error) {
      return new Response("No answer.\n", { status: error.status ?? 502 });
    }
  },
};
