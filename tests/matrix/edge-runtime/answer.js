/** The answer to the text of a request, as it arrives. */
export async function answer(OpenAI, request) {
  const client = new OpenAI();
  const stream = await client.chat.completions.create({
    model: "gpt-5.4-mini",
    messages: [{ role: "user", content: await request.text() }],
    stream: true,
  });
  return new Response(stream.toTextStream().pipeThrough(new TextEncoderStream()));
}
