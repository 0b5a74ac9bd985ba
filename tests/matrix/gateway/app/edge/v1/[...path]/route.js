import gateway from "brivionix/gateway";
import { options } from "../../../../options.js";

export const runtime = "edge";

const { fetch } = gateway({ ...options, basePath: "/edge/v1" });

export { fetch as GET, fetch as OPTIONS, fetch as POST };
