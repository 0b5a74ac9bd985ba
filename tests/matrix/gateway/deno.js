import gateway from "brivionix/gateway";
import { options } from "./options.js";

const onListen = ({ port }) => console.log(`Ready on http://127.0.0.1:${port}`);
Deno.serve({ hostname: "127.0.0.1", port: 0, onListen }, gateway(options).fetch);
