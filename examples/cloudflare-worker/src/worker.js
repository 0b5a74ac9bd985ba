/** Answers a question that is posted with the text of a chat, as it streams in. */
import OpenAI from "brivionix";

export default {
  async fetch(request, env) {
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
