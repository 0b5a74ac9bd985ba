/** Between iterators and `ReadableStream`s (https://streams.spec.whatwg.org/). */
import { BodyReader } from "./body-reader.js";
import { OpenAIError } from "./errors.js";

/** A stream of what `convert` makes of the items; pulls an item only when one is wanted. */
export function toReadable<Item, Piece>(
  source: AsyncIterator<Item>,
  convert: (item: Item) => Piece,
  last?: Piece,
): ReadableStream<Piece> {
  return new ReadableStream<Piece>(
    {
      async pull(controller) {
        const { value, done } = await source.next();
        if (!done) {
          controller.enqueue(convert(value));
          return;
        }
        if (last !== undefined) controller.enqueue(last);
        controller.close();
      },
      async cancel() {
        await source.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** The JSON values of a stream that holds one on each line. */
export async function* fromLines<Item>(
  readable: ReadableStream<Uint8Array>,
  controller: AbortController,
): AsyncGenerator<Item> {
  const reader = new BodyReader({ body: readable }, controller.signal, Number.POSITIVE_INFINITY);
  const utf8 = new TextDecoder();
  let rest = "";
  let isWhole = false;
  try {
    while (!isWhole) {
      const read = await reader.readChecked();
      rest += read.done ? `${utf8.decode()}\n` : utf8.decode(read.value, { stream: true });
      const lines = rest.split(/\r\n|[\r\n]/);
      rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") yield parseLine(line);
      isWhole = read.done;
    }
  } finally {
    reader.close();
    // Whoever made the stream may have something to stop.
    if (!isWhole) controller.abort();
  }
}

function parseLine<Item>(line: string): Item {
  try {
    return JSON.parse(line);
  } catch {
    throw new OpenAIError("The stream holds a line that is not JSON.");
  }
}
