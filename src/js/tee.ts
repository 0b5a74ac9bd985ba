/** Splitting one iterator into two that may be read at different speeds. */

type Result<Item> = Promise<IteratorResult<Item>>;

/**
 * Two iterators over the items of `source`. An item is kept until both have taken it; when both
 * have been left early, so is the source.
 */
export function tee<Item>(source: AsyncIterator<Item>): [AsyncIterator<Item>, AsyncIterator<Item>] {
  // Only queues in here get items; a branch that is left takes its queue out.
  const queues = new Set<Result<Item>[]>();
  const branch = (): AsyncIterator<Item> => {
    const queue: Result<Item>[] = [];
    queues.add(queue);
    return {
      next() {
        if (!queues.has(queue)) return Promise.resolve({ value: undefined, done: true });
        if (queue.length === 0) {
          const result = source.next();
          for (const each of queues) each.push(result);
        }
        return queue.shift() as Result<Item>;
      },
      async return() {
        if (queues.delete(queue) && queues.size === 0) await source.return?.();
        return { value: undefined, done: true };
      },
    };
  };
  return [branch(), branch()];
}
