/**
 * Everything that is compared. Each entry is a function of a `fetch` that returns one function
 * per mode it can do; that one reads one stream to its end.
 */
import { makeAISDK } from "./ai-sdk.mjs";
import { makeBrivionix } from "./brivionix.mjs";
import { makeEventsourceParser } from "./eventsource-parser.mjs";
import { makeFloor } from "./floor.mjs";
import { makeHand } from "./hand.mjs";
import { makeOpenAI } from "./openai.mjs";

export const CONSUMERS = {
  floor: makeFloor,
  hand: makeHand,
  "eventsource-parser": makeEventsourceParser,
  openai: makeOpenAI,
  "ai-sdk": makeAISDK,
  brivionix: makeBrivionix,
};
