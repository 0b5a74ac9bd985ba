/** One cold start in this process. Prints JSON. */
import { makeCorpus } from "../harness/corpus.mjs";
import { FEEDS, serve } from "../harness/feed.mjs";
import { coldStart } from "./start.mjs";

const { address, count } = JSON.parse(process.argv[2]);
// Node loads its own fetch when it is first touched, whoever does it.
new Response();
const reads = FEEDS["1-per-read"](makeCorpus("text", count).events);
console.log(JSON.stringify(await coldStart(address, serve, reads)));
