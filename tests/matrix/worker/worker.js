import OpenAI from "./node_modules/brivionix/dist/index.js";

addEventListener("message", async ({ data: { api, prompt } }) => {
  const client = new OpenAI({ apiKey: "demo-token", baseURL: api });
  const stream = await client.chat.completions.create({
    model: "gpt-5.4-mini",
    messages: [{ role: "user", content: prompt }],
    stream: true,
  });
  for await (const chunk of stream) postMessage({ text: chunk.choices[0]?.delta?.content });
  postMessage({ end: "done" });
});
