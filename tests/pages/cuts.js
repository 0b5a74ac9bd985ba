/** Reads streams that are cut, and tells what came of each. */
export async function readCuts(OpenAI, baseURLs) {
  const results = [];
  const rest = [...baseURLs.entries()];
  const worker = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) {
      const [at, baseURL] = next;
      results[at] = await read(new OpenAI({ apiKey: async () => "token", baseURL, maxRetries: 2 }));
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return results;
}

async function read(client) {
  const result = { chunks: 0, text: "" };
  try {
    const messages = [{ role: "user", content: "hi" }];
    const stream = await client.chat.completions.create({ model: "m", messages, stream: true });
    for await (const { choices } of stream) {
      result.chunks += 1;
      result.text += choices[0]?.delta.content ?? "";
    }
  } catch (error) {
    result.error = error.constructor.name;
    result.hasCause = error.cause !== undefined;
  }
  return result;
}
