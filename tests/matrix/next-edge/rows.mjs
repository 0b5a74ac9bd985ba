/** The app is `examples/next-edge`. */
import assert from "node:assert/strict";
import { checkGateway, gatewayRow } from "../support/gateway.mjs";

/** Serves the app as it is under development, or as it has been built. */
async function serve(row, mode, use) {
  if (mode === "start") await row.tool("next", ["build"]);
  return row.withServer("next", [mode, "--port=0"], /Local:\s+(\S+)/, use);
}

/** The page asks the API by itself, then the example's route, and one where the client asks on the edge. */
const ask = (mode) => (row) =>
  serve(row, mode, async (url) => {
    assert.equal(await row.readPage(url), row.answer);
    assert.equal(await row.readPage(url, { api: "/v1" }), row.answer);
    return row.readPage(url, { api: "/client/v1" });
  });

/** The gateway as a route of the edge, and as one of Node's. */
const gateways = (how, mode) =>
  gatewayRow(how, (row, _) =>
    serve(row, mode, async (url) => {
      assert.equal(await checkGateway(row, url, { path: "/edge/v1" }), row.answer);
      return checkGateway(row, url, { path: "/node/v1" });
    }),
  );

export default [
  { how: "dev server, client component and edge route", from: "next", run: ask("dev") },
  { how: "build, client component and edge route", from: "next", run: ask("start") },
  gateways("dev server, edge route and Node route", "dev"),
  gateways("build, edge route and Node route", "start"),
].map((row) => ({ where: "Next 16", ...row }));
