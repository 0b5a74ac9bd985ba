/** The clients whose cold start is compared, each bundled by itself and minified. */
import { bundleText } from "../bundle.mjs";

export const COLD = {
  hand: ["hand.mjs", "makeHand"],
  openai: ["openai.mjs", "makeOpenAI"],
  brivionix: ["brivionix.mjs", "makeBrivionix"],
  "brivionix/core": ["brivionix.mjs", "makeBrivionix", { brivionix: "brivionix/core" }],
};

/** `{ name: script }`; each script exports `make`. */
export async function bundleCold(options) {
  const entries = Object.entries(COLD).map(async ([name, [file, make, alias]]) => {
    const script = `export { ${make} as make } from "./consumers/${file}";`;
    return [name, await bundleText(script, { ...options, alias: alias ?? {} })];
  });
  return Object.fromEntries(await Promise.all(entries));
}
