/** The API's own endpoint, with the key from the environment: clients need only another `baseURL`. */
import gateway from "brivionix/gateway";

export const runtime = "edge";

export const POST = gateway({
  // Pages of this site may ask, and whoever else is let in here. Look at a session or a token: as it
  // is, that is anybody.
  authorize: () => true,
  allowModels: ["gpt-5.4-mini"],
  maxTokens: 1000,
  rateLimit: { requests: 20, per: 60 },
}).fetch;
