/** Answers `POST chat` with the text of a chat as it streams in; the rest goes to the network. */
import OpenAI from "./node_modules/brivionix/dist/index.js";

// `api` is the address of a server of yours that holds the key.
const baseURL = new URL(new URL(location.href).searchParams.get("api"), location.href).href;
const client = new OpenAI({ apiKey: "held-by-the-server", baseURL });

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "POST" && url.endsWith("/chat")) event.respondWith(answer(event.request));
});

async function answer(request) {
  try {
    const stream = await client.chat.completions.create({
      model: "gpt-5.4-mini",
      messages: [{ role: "user", content: await request.text() }],
      stream: true,
    });
    return new Response(stream.toTextStream().pipeThrough(new TextEncoderStream()));
  } catch (error) {
    return new Response(error.message, { status: 502 });
  }
}
