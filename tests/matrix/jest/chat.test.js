const OpenAI = require("brivionix");

test("a chat streams", async () => {
  // In jsdom there is a window, so a secret key would be refused: as in a page, it is a token.
  const client = new OpenAI({ apiKey: "demo-token" });
  const stream = await client.chat.completions.create({
    model: "gpt-5.4-mini",
    messages: [{ role: "user", content: process.env.PROMPT }],
    stream: true,
  });
  let text = "";
  for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? "";
  expect(text).toBe(process.env.ANSWER);
});
