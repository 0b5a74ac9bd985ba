/** A short soak in every runtime; `cargo xtask soak` is the long one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { soak } from "../benches/soak/soak.mjs";

/** What a kept response or decoder of each call would exceed by far. */
const MOST_HEAP_GROWTH = 4_000_000;
const MOST_WASM_GROWTH = 4 * 65_536;

for (const name of ["node", "chromium", "workerd"]) {
  test(`${name}: mixed traffic loses nothing and leaves nothing behind`, async () => {
    const samples = await soak(name, { count: 100, rounds: 4, ms: 1_000 });
    const [, settled] = samples;
    const last = samples.at(-1);
    const told = samples.map(({ ended, heap, wasm }) => [ended, heap, wasm]);
    assert.ok(last.heap - settled.heap < MOST_HEAP_GROWTH, `heap: ${JSON.stringify(told)}`);
    assert.ok(last.wasm - settled.wasm <= MOST_WASM_GROWTH, `wasm: ${JSON.stringify(told)}`);
  });
}
