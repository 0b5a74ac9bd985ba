/** The text alone: one string a read. `src/protocol/text_sink.rs` makes it. */
import { Decoder } from "./engine.js";

/** Decodes a body into the text of its first choice. */
export class TextDeltaDecoder extends Decoder {
  constructor(eventLimit: number) {
    super((engine) => engine.text(eventLimit));
  }

  /** The text that the last call completed: one string, or none. */
  items(): string[] {
    // What Rust has not resolved is the inside of a JSON string.
    const json = this.text(1);
    const text = json.includes("\\") ? JSON.parse(`"${json}"`) : json + this.text(0);
    return text ? [text] : [];
  }
}
