/** Compares results with `floors.json`. */
import { readFile } from "node:fs/promises";
import { median, ratio } from "./harness/statistics.mjs";

/** Resolves to whether all that was measured is good enough; tells what is not. */
export async function check(results, tell) {
  const { atLeast, atMost } = JSON.parse(await readFile(new URL("floors.json", import.meta.url)));
  const failures = [
    ...compare(ratiosOf(results), atLeast, (value, floor) => value < floor, "below its floor"),
    ...compare(valuesOf(results), atMost, (value, most) => value > most, "above its limit"),
  ];
  for (const failure of failures) tell(failure);
  tell(`${failures.length} results are out of bounds`);
  return failures.length === 0;
}

function compare(measured, bounds, isBad, what) {
  return Object.entries(measured).flatMap(([key, value]) => {
    return Object.entries(bounds)
      .filter(([pattern, bound]) => matches(pattern, key) && isBad(value, bound))
      .map(([, bound]) => `${key}: ${Number(value.toPrecision(3))} is ${what} ${bound}`);
  });
}

/** A star stands for anything, slashes included. */
function matches(pattern, key) {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(key);
}

/** How often as fast as the others: `{ "runtime/mode/feed over other": ratio }`. */
function ratiosOf({ speed, cold = {} }) {
  const ratios = {};
  const add = (key, others, mine) => {
    for (const [other, samples] of Object.entries(others)) {
      ratios[`${key} over ${other}`] = ratio(samples, mine);
    }
  };
  for (const { runtime, key, rows } of speed) {
    if (!rows.brivionix) continue;
    const { brivionix, ...others } = pickEach(rows, "samples");
    add(`${runtime}/${key}`, others, brivionix);
  }
  for (const [runtime, clients] of Object.entries(cold)) {
    const { brivionix, ...others } = readyTimes(clients);
    add(`${runtime}/cold`, others, brivionix);
  }
  return ratios;
}

/** What is compared with a number of its own unit. */
function valuesOf({ cold = {}, sizes = {}, memory }) {
  const values = {};
  for (const [name, size] of Object.entries(sizes)) values[`${name}: brotli bytes`] = size.brotli;
  for (const [runtime, clients] of Object.entries(cold)) {
    values[`${runtime}/cold: ms`] = median(readyTimes(clients).brivionix);
  }
  if (memory) {
    const { first, long, many } = memory.wasm;
    values["wasm memory: bytes grown"] = Math.max(long, many) - first;
  }
  return values;
}

function readyTimes(clients) {
  const entries = Object.entries(clients).map(([name, samples]) => {
    return [name, samples.map(({ ready }) => ready)];
  });
  return Object.fromEntries(entries);
}

function pickEach(rows, member) {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, row[member]]));
}
