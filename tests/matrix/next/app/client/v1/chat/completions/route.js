/** The API, asked by the client on the edge. */
import OpenAI from "brivionix";

export const runtime = "edge";

export async function POST(request) {
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
