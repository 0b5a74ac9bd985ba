/** The app is `examples/cloudflare-worker`. */
import assert from "node:assert/strict";
import OpenAI from "brivionix";
import { askGateway, gatewayRow } from "../support/gateway.mjs";

const SITE = "https://app.example";
const FOREIGN = "https://evil.example";

/** The same answer, as a page of the listed site gets it from the gateway below `/v1`. */
async function throughGateway(row, url) {
  const ask = (origin) => askGateway(new URL("/v1", url).href, row.prompt, origin);
  await assert.rejects(ask(FOREIGN), OpenAI.PermissionDeniedError);
  return ask(SITE);
}

/** Serves the module `main`, or the one that the app's configuration names. */
function serve(row, main, use) {
  const port = ["--port=0", "--inspector-port=0", "--ip=127.0.0.1"];
  const variables = [`BRIVIONIX_API_KEY:sk-test`, `BRIVIONIX_BASE_URL:${row.api}`];
  const args = ["dev", ...main, ...port, ...variables.flatMap((variable) => ["--var", variable])];
  return row.withServer("wrangler", args, /Ready on (\S+)/, use);
}

export default [
  {
    how: "`wrangler dev`",
    run: (row) =>
      serve(row, [], async (url) => {
        assert.equal(await throughGateway(row, url), row.answer);
        // The question that is posted is answered to the same pages, and to no one else.
        assert.equal(await row.post(url, { origin: FOREIGN }), "No answer.\n");
        assert.equal(await row.post(url), "No answer.\n");
        return row.post(url, { origin: SITE });
      }),
  },
  gatewayRow("`wrangler dev`", (row, use) => serve(row, ["module.js"], use), { listens: false }),
].map((row) => ({ where: "workerd", ...row }));
