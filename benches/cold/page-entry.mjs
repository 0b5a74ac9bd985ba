/** What a page needs for a cold start, besides the client. */
import { makeCorpus } from "../harness/corpus.mjs";
import { FEEDS, serve } from "../harness/feed.mjs";
import { coldStart } from "./start.mjs";

globalThis.coldStart = (address, count) => {
  return coldStart(address, serve, FEEDS["1-per-read"](makeCorpus("text", count).events));
};
