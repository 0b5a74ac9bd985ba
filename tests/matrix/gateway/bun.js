import gateway from "brivionix/gateway";
import { options } from "./options.js";

const { url } = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: gateway(options).fetch });
console.log(`Ready on ${url}`);
