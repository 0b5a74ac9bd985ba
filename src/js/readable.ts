/** Between iterators and `ReadableStream`s (https://streams.spec.whatwg.org/). */
import { BodyReader } from "./body-reader.js";
import { parseJSON } from "./json.js";

/**
 * A stream of what `convert` makes of the items; pulls an item only when one is wanted. `end` makes
 * the last piece, of the error where there was one.
 */
export function toReadable<Item, Piece>(
  source: AsyncIterator<Item>,
  convert: (item: Item) => Piece,
  end?: (failure?: { error: unknown }) => Piece,
): ReadableStream<Piece> {
  return new ReadableStream<Piece>(
    {
      async pull(controller) {
        let failure: { error: unknown } | undefined;
        try {
          const { value, done } = await source.next();
          if (!done) return controller.enqueue(convert(value));
        } catch (error) {
          if (!end) throw error;
          failure = { error };
        }
        if (end) controller.enqueue(end(failure));
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
      for (const line of lines) if (line !== "") yield parseJSON(line, "A line of the stream");
      isWhole = read.done;
    }
  } finally {
    reader.close();
    // Whoever made the stream may have something to stop.
    if (!isWhole) controller.abort();
  }
}
