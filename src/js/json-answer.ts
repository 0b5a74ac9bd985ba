/**
 * An answer in JSON where a stream was asked for: some servers stream only with some models, or
 * report an error with status 200.
 */

const BRACE = 0x7b;
const SPACE = 0x20;

/** Gathers the body of a response if it is JSON. */
export class JsonAnswer {
  readonly #utf8 = new TextDecoder();
  #isJson: boolean | undefined;
  #text = "";

  /** Whether no read has held more than white space. */
  get isEmpty(): boolean {
    return this.#isJson === undefined;
  }

  /** How long the text is. */
  get length(): number {
    return this.#text.length;
  }

  /** Takes a read if the body is JSON: no line of an event stream begins with a brace. */
  take(bytes: Uint8Array): boolean {
    if (this.#isJson === undefined) {
      const first = bytes.find((byte) => byte > SPACE);
      if (first !== undefined) this.#isJson = first === BRACE;
    }
    if (!this.#isJson) return false;
    this.#text += this.#utf8.decode(bytes, { stream: true });
    return true;
  }

  /** The events of a stream that says the same; `undefined` where there is no whole object. */
  toEvents(): string | undefined {
    const answer = parseObject(this.#text);
    return answer && eventsOf(answer);
  }
}

/**
 * The object in a text. What follows it is left out: some servers end even this as if it were a
 * stream.
 */
export function parseObject(text: string): object | undefined {
  try {
    return JSON.parse(text.slice(0, text.lastIndexOf("}") + 1));
  } catch {
    return undefined;
  }
}

interface Answer {
  choices?: { message?: Message }[];
}
interface Message {
  tool_calls?: object[] | null;
}

function eventsOf(answer: Answer): string {
  if (!Array.isArray(answer.choices)) return `event: error\ndata: ${JSON.stringify(answer)}\n\n`;
  const choices = answer.choices.map(({ message, ...choice }) => ({
    ...choice,
    delta: toDelta(message),
  }));
  const chunk = { ...answer, object: "chat.completion.chunk", choices };
  return `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`;
}

function toDelta(message: Message | undefined): Message {
  if (!message?.tool_calls) return { ...message };
  const tool_calls = message.tool_calls.map((call, index) => ({ index, ...call }));
  return { ...message, tool_calls };
}
