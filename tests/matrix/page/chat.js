/**
 * Streams an answer into the page: what every page here does, however it comes by the client. Modules
 * do not wait for it: WebKit tells nobody how that has ended.
 */
export async function chat(OpenAI) {
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
}
