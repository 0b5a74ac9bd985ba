/** Events as an iterator: what nobody has asked for yet is kept. */

type Waiting<T> = (result: IteratorResult<T> | Promise<never>) => void;

/**
 * Iterates over what is pushed, until `end` settles; a rejection is thrown once. `onReturn` is called
 * when the iterator is left early.
 */
export function eventIterator<T>(
  attach: (push: (value: T) => void) => void,
  end: Promise<void>,
  onReturn: () => void,
): AsyncIterableIterator<T> {
  let values: T[] = [];
  let at = 0;
  let last: IteratorResult<T> | Promise<never> | undefined;
  const waiting: Waiting<T>[] = [];
  const done: IteratorResult<T> = { value: undefined, done: true };
  const takeLast = () => {
    const result = last as IteratorResult<T> | Promise<never>;
    last = done;
    return result;
  };
  const finish = (how: IteratorResult<T> | Promise<never>) => {
    last ??= how;
    for (const resolve of waiting.splice(0)) resolve(takeLast());
  };
  attach((value) => {
    if (last) return;
    const resolve = waiting.shift();
    if (resolve) resolve({ value, done: false });
    else values.push(value);
  });
  end.then(
    () => finish(done),
    (error) => {
      const failed = Promise.reject(error);
      failed.catch(() => {});
      finish(failed);
    },
  );
  return {
    async next() {
      if (at < values.length) {
        const value = values[at++] as T;
        if (at === values.length) {
          values = [];
          at = 0;
        }
        return { value, done: false };
      }
      return last ? takeLast() : new Promise<IteratorResult<T>>((resolve) => waiting.push(resolve));
    },
    async return() {
      values = [];
      finish(done);
      onReturn();
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
