/** For runtimes that serve what a module exports. */
import gateway from "brivionix/gateway";
import { options } from "./options.js";

export default gateway(options);
