/** A short soak in every runtime; `cargo xtask soak` is the long one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { soak } from "../benches/soak/soak.mjs";

/**
 * What a kept response or decoder of each call would exceed by far. workerd collects when it likes: in
 * a longer run (docs/soak.md) its heap has been between 15 and 62 MB, and no larger in the end.
 */
const MOST_HEAP_GROWTH = { node: 4_000_000, chromium: 4_000_000, workerd: 60_000_000 };

/** The module's memory never shrinks: it is as large as what lived in it at the busiest moment. */
const MOST_WASM_AT_REST = 1_500_000;
const MOST_WASM_A_DECODER = 32_000;

for (const name of ["node", "chromium", "workerd"]) {
  test(`${name}: mixed traffic loses nothing and leaves nothing behind`, async () => {
    const samples = await soak(name, { count: 100, rounds: 4, ms: 1_000 });
    const [, settled] = samples;
    const last = samples.at(-1);
    const told = JSON.stringify(samples.map(({ endings, ...sample }) => sample));
    assert.equal(last.decoders, 0, "every decoder is freed");
    assert.ok(last.heap - settled.heap < MOST_HEAP_GROWTH[name], `heap: ${told}`);
    const mostWasm = MOST_WASM_AT_REST + last.mostDecoders * MOST_WASM_A_DECODER;
    assert.ok(last.mostDecoders > 0 && last.wasm < mostWasm, `wasm: ${told}`);
  });
}
