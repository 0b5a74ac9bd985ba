/** One case, in a Node process of its own. Run with `--expose-gc`; prints JSON. */
import { prepare } from "../harness/prepare.mjs";
import { clockRounds } from "../harness/rounds.mjs";

const { spec, plan } = JSON.parse(process.argv[2]);
const rows = await clockRounds(await prepare(spec), plan);
console.log(JSON.stringify(rows));
