"use client";

import OpenAI from "brivionix";
import { useEffect, useState } from "react";

/** Asks a question and shows the answer as it arrives. The key is where the edge route runs. */
export function Chat() {
  const [draft, setDraft] = useState("Write a short poem about the sea");
  const [{ text, end }, setAnswer] = useState({ text: "" });

  // `?prompt=` asks at once; `?api=` asks another server than this one.
  useEffect(() => {
    const { prompt } = query();
    if (!prompt) return;
    setDraft(prompt);
    ask(prompt, setAnswer);
  }, []);

  function submit(event) {
    event.preventDefault();
    ask(draft, setAnswer);
  }

  return (
    <form onSubmit={submit}>
      <label>
        Ask <textarea value={draft} onChange={(event) => setDraft(event.target.value)} />
      </label>
      <button type="submit">Send</button>
      <p>
        <output data-end={end}>{text}</output>
      </p>
    </form>
  );
}

async function ask(question, show) {
  const { api = "/v1" } = query();
  const baseURL = new URL(api, location.href).href;
  const client = new OpenAI({ apiKey: "held-by-the-edge-route", baseURL });
  try {
    const stream = await client.chat.completions.create({
      model: "gpt-5.4-mini",
      messages: [{ role: "user", content: question }],
      stream: true,
    });
    let text = "";
    for await (const piece of stream.text()) {
      text += piece;
      show({ text });
    }
    show({ text, end: "done" });
  } catch (error) {
    show({ text: error.message, end: "failed" });
  }
}

function query() {
  return Object.fromEntries(new URLSearchParams(location.search));
}
