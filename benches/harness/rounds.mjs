/**
 * Takes the consumers' times in turns, each round beginning with another one and every other one
 * going backwards, so that whatever else the machine does, and what the one before has left in it,
 * hits all alike.
 */

/** In ms: after a collection, other threads go on for that long and give back what they have found. */
const SWEEPING = 20;

/** Resolves when a collection that has just been made is over. */
export function swept() {
  return new Promise((resolve) => setTimeout(resolve, SWEEPING));
}

/** Resolves to the samples of each name, in order of rounds; `sample` takes one. */
export async function inTurns(names, { rounds, warmups }, sample) {
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < warmups + rounds; round++) {
    const order = [...names.slice(round % names.length), ...names.slice(0, round % names.length)];
    if (round % 2 === 1) order.reverse();
    for (const name of order) {
      const value = await sample(name);
      if (round >= warmups) samples[name].push(value);
    }
  }
  return samples;
}

/**
 * Measures a prepared case by the clock; resolves to µs per event, and to those of the processor,
 * helper threads included, where the runtime tells them.
 */
export async function clockRounds(prepared, plan) {
  const taken = await inTurns(Object.keys(prepared), plan, async (name) => {
    const { run, count } = prepared[name];
    // Everyone starts without the garbage of the one before.
    globalThis.gc?.();
    await swept();
    const cpu = globalThis.process?.cpuUsage?.();
    const start = performance.now();
    await run();
    const time = ((performance.now() - start) * 1000) / count;
    if (!cpu) return { time };
    const { user, system } = process.cpuUsage(cpu);
    return { time, cpu: (user + system) / count };
  });
  const pick = (member) => {
    const lists = Object.entries(taken).map(([name, samples]) => {
      return [name, samples.map((sample) => sample[member])];
    });
    return Object.fromEntries(lists);
  };
  const hasCPU = Object.values(taken)[0][0].cpu !== undefined;
  return withBytes(prepared, pick("time"), hasCPU ? pick("cpu") : {});
}

/** `{ name: { samples, cpu, bytesPerEvent } }`. */
export function withBytes(prepared, samples, cpu) {
  const rows = Object.entries(prepared).map(([name, { count, bytes }]) => {
    return [name, { samples: samples[name], cpu: cpu[name], bytesPerEvent: bytes / count }];
  });
  return Object.fromEntries(rows);
}
