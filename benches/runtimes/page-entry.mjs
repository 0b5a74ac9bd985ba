/** What the bundle of the benches gives a page. */
import { prepare } from "../harness/prepare.mjs";
import { clockRounds } from "../harness/rounds.mjs";

globalThis.measure = async (spec, plan) => clockRounds(await prepare(spec), plan);
