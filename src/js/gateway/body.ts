/** The bodies that the gateway reads as a whole, none larger than it allows. */
import { Refusal } from "./refusal.js";

/** The text of a body; throws a {@link Refusal} where it is no UTF-8, or more than `most` bytes. */
export async function readText(
  body: ReadableStream<Uint8Array> | null,
  most: number,
): Promise<string> {
  if (!body) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      // What is counted is what has come: the length in the header is only what somebody says.
      size += value.length;
      if (size > most) throw tooLarge(most);
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    // Not waited for: whoever sends without end may never let go.
    reader.cancel().catch(() => {});
    throw error instanceof Refusal ? error : new Refusal(400, "The body is no UTF-8.");
  }
}

/** A body of more bytes than are allowed. */
export function tooLarge(most: number): Refusal {
  return new Refusal(413, `The body is larger than ${most} bytes.`, { code: "request_too_large" });
}
