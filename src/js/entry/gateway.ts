/**
 * The entry `brivionix/gateway`: a server of the API that holds the key. It needs nothing of the
 * client.
 */
export { type Gateway, gateway, gateway as default } from "../gateway/gateway.js";
export { type NodeRequest, type NodeResponse, toNodeHandler } from "../gateway/node.js";
export type {
  Authorized,
  DefaultEnv,
  FromEnv,
  GatewayOptions,
  RateLimit,
  RateLimiter,
  RequestsPer,
  UsageReport,
} from "../gateway/options.js";
export type { WaitUntil } from "../gateway/surroundings.js";
export type { Usage } from "../gateway/usage.js";
