/** What is compared, by the header `x-case`: a worker that does nothing but forward, and gateways. */
import gateway from "brivionix/gateway";

const options = {
  apiKey: "sk-test",
  baseURL: (env) => env.UPSTREAM,
  authorize: ({ headers }) => headers.get("authorization"),
  allowModels: ["m"],
  maxTokens: 1000,
  rateLimit: { requests: 1e9, per: 1 },
};
const cases = {
  gateway: gateway(options),
  "gateway, with onUsage": gateway({ ...options, onUsage() {} }),
};

export default {
  fetch(request, env, ctx) {
    const served = cases[request.headers.get("x-case")];
    if (served) return served.fetch(request, env, ctx);
    return fetch(`${env.UPSTREAM}/v1/chat/completions`, { method: "POST", body: request.body });
  },
};
