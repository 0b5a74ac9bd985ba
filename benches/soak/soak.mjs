/** A soak: rounds of mixed traffic, and whether anything is lost or left behind. */
import assert from "node:assert/strict";
import { startSimulator } from "../../tests/support/simulator.mjs";
import { until } from "../../tests/support/until.mjs";
import { RUNTIMES, STATICS } from "./runtimes.mjs";

/**
 * Runs `rounds` of `ms` each, with `count` calls under way, in the runtime of this name. Resolves to
 * the samples after each; the first is for warming up. Throws where a call ended as it must not, was
 * lost, or left a stream open at the server.
 */
export async function soak(name, { count, rounds, ms, tell = () => {} }) {
  const simulator = await startSimulator({ args: STATICS });
  try {
    const runtime = await RUNTIMES[name](simulator);
    try {
      const samples = [];
      for (let at = 0; at < rounds; at++) {
        const sample = await runtime.round(count, ms);
        await check(sample, simulator);
        samples.push(sample);
        tell(sample);
      }
      return samples;
    } finally {
      await runtime.stop();
    }
  } finally {
    await simulator.stop();
  }
}

async function check({ started, ended, endings, wrong, unhandled, streams }, simulator) {
  assert.deepEqual(wrong, [], "every call ends as it must");
  assert.deepEqual(unhandled, []);
  assert.equal(ended, started, "every call ends");
  const counted = Object.values(endings).flatMap((counts) => Object.values(counts));
  assert.equal(
    counted.reduce((sum, count) => sum + count, 0),
    ended,
  );
  // It would otherwise keep every one of them.
  await simulator.clearRequests();
  await until(async () => (await simulator.stats()).open_streams === 0);
  const { completed_streams, cancelled_streams } = await simulator.stats();
  // Of those that were aborted early, the server may have begun some that the client never saw.
  assert.ok(
    completed_streams + cancelled_streams >= streams,
    "every stream is closed at the server",
  );
}
