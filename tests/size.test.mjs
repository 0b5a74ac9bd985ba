/** What a page downloads stays within the limits of `benches/floors.json`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { measureSizes } from "../benches/sizes.mjs";
import { BOUNDS } from "../benches/verdicts.mjs";

const sizes = await measureSizes();

for (const [key, most] of Object.entries(BOUNDS.atMost)) {
  const [, name] = /^(.*): brotli bytes$/.exec(key) ?? [];
  if (name === undefined) continue;
  test(`${name} is at most ${most} bytes to download`, () => {
    const { brotli } = sizes[name];
    assert.ok(brotli <= most, `${name} is ${brotli} bytes, ${brotli - most} more than ${most}`);
  });
}

test("there are limits for the package and its smaller entries", () => {
  const limited = Object.keys(BOUNDS.atMost).filter((key) => key.endsWith(": brotli bytes"));
  assert.equal(limited.length, 3);
});
