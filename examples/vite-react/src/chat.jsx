import OpenAI from "brivionix";
import { useEffect, useMemo, useState } from "react";

/** Asks a question and shows the answer as it arrives. `baseURL` is a server that holds the key. */
export function Chat({ baseURL, firstPrompt }) {
  const client = useMemo(() => new OpenAI({ apiKey: "held-by-the-server", baseURL }), [baseURL]);
  const [question, setQuestion] = useState(firstPrompt);
  const [draft, setDraft] = useState(firstPrompt ?? "Write a short poem about the sea");
  const { text, end } = useAnswer(client, question);

  function submit(event) {
    event.preventDefault();
    setQuestion(draft);
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

/** The answer so far; `end` says how it ended. A question that is taken back is cancelled. */
function useAnswer(client, question) {
  const [answer, setAnswer] = useState({ text: "" });

  useEffect(() => {
    if (!question) return;
    const controller = new AbortController();
    async function ask() {
      const stream = await client.chat.completions.create(
        {
          model: "gpt-5.4-mini",
          messages: [{ role: "user", content: question }],
          stream: true,
        },
        { signal: controller.signal },
      );
      let text = "";
      for await (const piece of stream.text()) {
        text += piece;
        setAnswer({ text });
      }
      if (!controller.signal.aborted) setAnswer({ text, end: "done" });
    }
    setAnswer({ text: "" });
    ask().catch((error) => {
      if (!controller.signal.aborted) setAnswer({ text: error.message, end: "failed" });
    });
    return () => controller.abort();
  }, [client, question]);

  return answer;
}
