/**
 * Two things in one worker: below `/v1` the API itself, for pages that hold no key, and elsewhere
 * a question that is posted, answered with the text of a chat as it streams in.
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
    if (new URL(request.url).pathname.startsWith("/v1/")) return api.fetch(request, env, ctx);
    if (request.method !== "POST") return new Response("POST a question.\n", { status: 405 });
    const client = new OpenAI({ apiKey: env.BRIVIONIX_API_KEY, baseURL: env.BRIVIONIX_BASE_URL });
    const stream = await client.chat.completions.create(
      {
        model: "gpt-5.4-mini",
        messages: [{ role: "user", content: await request.text() }],
        stream: true,
      },
      // Whoever hangs up cancels the request.
      { signal: request.signal },
    );
    return new Response(stream.toTextStream().pipeThrough(new TextEncoderStream()));
  },
};
