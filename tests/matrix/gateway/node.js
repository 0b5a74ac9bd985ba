import { createServer } from "node:http";
import gateway, { toNodeHandler } from "brivionix/gateway";
import { options } from "./options.js";

const server = createServer(toNodeHandler(gateway(options)));
server.listen(0, "127.0.0.1", () => {
  console.log(`Ready on http://127.0.0.1:${server.address().port}`);
});
