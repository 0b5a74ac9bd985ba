/** The text alone: one string a read. `src/protocol/text_sink.rs` makes it. */
import { Decoder } from "./engine.js";

/** Decodes a body into the text of its first choice. */
export class TextDeltaDecoder extends Decoder {
  constructor(eventLimit: number) {
    super((engine) => engine.text(eventLimit));
  }

  /** The text that the last call completed: one string, or none. */
  items(): string[] {
    const text = this.text(0);
    if (text === "") return [];
    // What Rust hands over is the inside of a JSON string.
    return [text.includes("\\") ? JSON.parse(`"${text}"`) : text];
  }
}
