/** The gateway in servers of Node's, as its own types have them. */
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import gateway, { type GatewayOptions, toNodeHandler } from "brivionix/gateway";

const options: GatewayOptions = { allowOrigins: ["https://app.example"], maxTokens: 1000 };
createServer(toNodeHandler(gateway(options))).listen(0);
createSecureServer({}, toNodeHandler(gateway(options))).listen(0);

// @ts-expect-error It takes a list.
gateway({ allowOrigins: ["https://app.example"], allowModels: "gpt-5.4-mini" });
// @ts-expect-error There is no such option.
gateway({ allowOrigins: ["https://app.example"], maxToken: 5 });
