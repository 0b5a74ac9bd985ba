/** Imports the package the way a page without a bundler does: by its path. */
import OpenAI from "/pkg/dist/index.js";

/** Streams an answer; calls `say` with `{text}` for each piece and `{end}` at the end. */
export async function chat({ baseURL, prompt }, say) {
  try {
    const client = new OpenAI({ apiKey: "demo-token", baseURL });
    const stream = await client.chat.completions.create({
      model: "gpt-5.4-mini",
      messages: [{ role: "user", content: prompt }],
      stream: true,
    });
    for await (const chunk of stream) say({ text: chunk.choices[0]?.delta?.content ?? "" });
    say({ end: "done" });
  } catch (error) {
    say({ end: `${error.constructor.name}: ${error.message}` });
  }
}
