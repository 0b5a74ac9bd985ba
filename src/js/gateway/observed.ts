/** Bodies that pass by while somebody looks on. */
import { Tail, type Usage } from "./usage.js";

/** Called once, with what was found, when a body is over or nobody wants it any more. */
type Done = (usage: Usage | null) => void;

/** Only workerd has it. */
const { IdentityTransformStream: Pipe } = globalThis as {
  IdentityTransformStream?: new () => TransformStream<Uint8Array, Uint8Array>;
};

/** How often the usage is looked for in workerd, in ms, and in how many bytes at most. */
const PAUSE = 1000;
const LOOK = 1 << 16;

/** Hands a body on as it comes, no faster than it is taken, and tells `done` what it has used. */
export function observed(body: ReadableStream<Uint8Array>, done: Done): ReadableStream<Uint8Array> {
  return Pipe && isNative(body) ? beside(body, new Pipe(), done) : inside(body, done);
}

/** Whether the runtime moves the bytes of a stream without asking JavaScript. */
function isNative(body: ReadableStream<Uint8Array>): boolean {
  try {
    body.getReader({ mode: "byob" }).releaseLock();
    return true;
  } catch {
    return false;
  }
}

/** Every read is seen on its way. */
function inside(body: ReadableStream<Uint8Array>, done: Done): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const tail = new Tail();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done: isOver, value } = await reader.read();
          if (!isOver) {
            tail.push(value);
            return controller.enqueue(value);
          }
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        done(tail.usage());
      },
      cancel(reason) {
        done(tail.usage());
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * In workerd a read by JavaScript costs three times as much as passing bytes on. So they pass on the
 * one branch of a tee, and what has gathered on the other is looked at from time to time. The two
 * wait for each other: a client that does not read stops both. One that hangs up breaks the pipe,
 * of which no other part of workerd tells: the request's signal is dropped when an answer is under
 * way. A read of the other branch that waits for more than there is holds up the first.
 */
function beside(
  body: ReadableStream<Uint8Array>,
  { readable, writable }: TransformStream<Uint8Array, Uint8Array>,
  done: Done,
): ReadableStream<Uint8Array> {
  const [passed, watched] = body.tee();
  const reader = watched.getReader({ mode: "byob" });
  watch(reader).then(done);
  passed.pipeTo(writable).catch(() => reader.cancel().catch(() => {}));
  return readable;
}

async function watch(reader: ReadableStreamBYOBReader): Promise<Usage | null> {
  const tail = new Tail();
  let buffer = new ArrayBuffer(LOOK);
  try {
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (value) tail.push(value);
      if (done) break;
      buffer = value.buffer;
      if (value.length < LOOK) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  } catch {
    // It broke off; the client sees that.
  }
  return tail.usage();
}
