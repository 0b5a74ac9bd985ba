/** How a call ends in this runtime where the API redirects it: what came, or the error in words. */
export async function redirected(OpenAI, baseURL, options) {
  const client = new OpenAI({
    apiKey: "secret-key",
    baseURL,
    organization: "secret-organization",
    defaultHeaders: { "api-key": "secret-key" },
    dangerouslyAllowBrowser: true,
    ...options,
  });
  const params = { model: "m", messages: [{ role: "user", content: "secret prompt" }] };
  try {
    const completion = await client.chat.completions.create(params);
    return completion.choices[0].message.content;
  } catch (error) {
    return `${error.constructor.name}: ${error.message}`;
  }
}
