/**
 * Takes the consumers' times in turns, each round beginning with another one, so that whatever
 * else the machine does hits all alike.
 */

/** Resolves to the samples of each name, in order of rounds; `sample` takes one. */
export async function inTurns(names, { rounds, warmups }, sample) {
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < warmups + rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length];
      const value = await sample(name);
      if (round >= warmups) samples[name].push(value);
    }
  }
  return samples;
}

/** Measures a prepared case by the clock; resolves to µs per event. */
export async function clockRounds(prepared, plan) {
  const samples = await inTurns(Object.keys(prepared), plan, async (name) => {
    const { run, count } = prepared[name];
    // Everyone starts without the garbage of the one before.
    globalThis.gc?.();
    const start = performance.now();
    await run();
    return ((performance.now() - start) * 1000) / count;
  });
  return withBytes(prepared, samples);
}

/** `{ name: { samples, bytesPerEvent } }`. */
export function withBytes(prepared, samples) {
  const rows = Object.entries(prepared).map(([name, { count, bytes }]) => {
    return [name, { samples: samples[name], bytesPerEvent: bytes / count }];
  });
  return Object.fromEntries(rows);
}
