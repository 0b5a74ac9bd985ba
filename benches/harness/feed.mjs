/** How a corpus arrives: cut into reads, and served as the response of a `fetch`. */

const utf8 = new TextEncoder();

export const FEEDS = {
  "1-per-read": (events) => events.map((event) => utf8.encode(event)),
  "16k": (events) => cut(utf8.encode(events.join("")), 16 * 1024),
  "7-byte": (events) => cut(utf8.encode(events.join("")), 7),
};

function cut(bytes, size) {
  const reads = [];
  for (let at = 0; at < bytes.length; at += size) reads.push(bytes.subarray(at, at + size));
  return reads;
}

/** A `fetch` that answers every request with `reads`, which are handed over without a copy. */
export function serve(reads) {
  return async () => {
    let at = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (at < reads.length) controller.enqueue(reads[at++]);
        else controller.close();
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
}
