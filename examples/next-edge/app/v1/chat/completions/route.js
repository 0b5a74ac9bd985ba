/** The API's own endpoint, with the key from the environment: clients need only another `baseURL`. */
import OpenAI from "brivionix";

export const runtime = "edge";

export async function POST(request) {
  // Whoever reaches this route spends your tokens: check here who is asking.
  const client = new OpenAI();
  const { messages } = await request.json();
  try {
    const stream = await client.chat.completions.create(
      { model: "gpt-5.4-mini", messages, stream: true },
      { signal: request.signal },
    );
    return stream.toResponse();
  } catch (error) {
    return Response.json({ error: error.error }, { status: error.status ?? 502 });
  }
}
