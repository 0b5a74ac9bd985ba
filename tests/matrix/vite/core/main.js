import OpenAI from "brivionix/core";

const { api, prompt } = Object.fromEntries(new URLSearchParams(location.search));
const output = document.querySelector("output");
const client = new OpenAI({ apiKey: "demo-token", baseURL: api });
const stream = await client.chat.completions.create({
  model: "gpt-5.4-mini",
  messages: [{ role: "user", content: prompt }],
  stream: true,
});
for await (const chunk of stream) output.append(chunk.choices[0]?.delta?.content ?? "");
output.dataset.end = "done";
