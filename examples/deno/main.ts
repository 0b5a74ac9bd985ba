/** Prints a streamed answer. */
import OpenAI from "brivionix";

const [prompt = "Write a short poem about the sea"] = Deno.args;
const client = new OpenAI();
const stream = await client.chat.completions.create({
  model: "gpt-5.4-mini",
  messages: [{ role: "user", content: prompt }],
  stream: true,
});
const utf8 = new TextEncoder();
for await (const chunk of stream) {
  await Deno.stdout.write(utf8.encode(chunk.choices[0]?.delta?.content ?? ""));
}
