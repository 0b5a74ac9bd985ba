/** The targets of `floors.json`, each with what was measured. */
import { readFileSync } from "node:fs";
import { median, ratio } from "./harness/statistics.mjs";

export const BOUNDS = JSON.parse(readFileSync(new URL("floors.json", import.meta.url), "utf8"));

/**
 * `[{ target, key, value, bound, least, met }]`, one for each bound. Where it is for several results,
 * `key` and `value` are those of the worst; `met` is undefined where nothing was measured.
 */
export function verdicts(results) {
  const ratios = ratiosOf(results);
  const values = valuesOf(results);
  return [
    ...Object.entries(BOUNDS.atLeast).map(([target, bound]) => judge(ratios, target, bound, true)),
    ...Object.entries(BOUNDS.atMost).map(([target, bound]) => judge(values, target, bound, false)),
  ];
}

function judge(measured, target, bound, least) {
  const found = Object.entries(measured).filter(([key]) => matches(target, key));
  const [worst] = found.sort(([, a], [, b]) => (least ? a - b : b - a));
  if (worst === undefined) return { target, bound, least };
  const [key, value] = worst;
  return { target, key, value, bound, least, met: least ? value >= bound : value <= bound };
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
  if (memory?.wasm) {
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
