import OpenAI from "brivionix";

export default {
  async fetch(request, env) {
    const client = new OpenAI({ apiKey: env.BRIVIONIX_API_KEY, baseURL: env.BRIVIONIX_BASE_URL });
    const stream = await client.chat.completions.create({
      model: "gpt-5.4-mini",
      messages: [{ role: "user", content: await request.text() }],
      stream: true,
    });
    return new Response(stream.toTextStream().pipeThrough(new TextEncoderStream()));
  },
};
