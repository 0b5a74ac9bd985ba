/** The traffic in a worker: each request is a part of it. */

import OpenAI from "brivionix";
import { engine } from "./engine-watch.js";
import { Traffic } from "./traffic.js";

// workerd tells of a read that fails before the one who waits for it has heard, and then takes it back.
const unhandled = new Map();
addEventListener("unhandledrejection", ({ promise, reason }) => {
  unhandled.set(promise, `${reason}`);
});
addEventListener("rejectionhandled", ({ promise }) => unhandled.delete(promise));

export default {
  async fetch(request, env) {
    const { count, ms } = await request.json();
    const traffic = new Traffic(OpenAI, [env.BASE_URL]);
    if (count) await traffic.run(count, ms);
    return Response.json({
      ...traffic,
      unhandled: [...unhandled.values()],
      ...engine.sample(),
    });
  },
};
