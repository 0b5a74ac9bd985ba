import gateway from "brivionix/gateway";
import { options } from "../../../../options.js";

export const runtime = "nodejs";

const { fetch } = gateway({ ...options, basePath: "/node/v1" });

export { fetch as GET, fetch as OPTIONS, fetch as POST };
