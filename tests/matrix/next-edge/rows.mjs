/** The app is `examples/next-edge`. */
import assert from "node:assert/strict";

/** The page asks the API by itself, and then the route, which asks the API on the edge. */
function ask(row, mode) {
  return row.withServer("next", [mode, "--port=0"], /Local:\s+(\S+)/, async (url) => {
    assert.equal(await row.readPage(url), row.answer);
    return row.readPage(url, { api: "/v1" });
  });
}

export default [
  {
    how: "dev server, client component and edge route",
    run: (row) => ask(row, "dev"),
  },
  {
    how: "build, client component and edge route",
    async run(row) {
      await row.tool("next", ["build"]);
      return ask(row, "start");
    },
  },
].map((row) => ({ where: "Next 16", ...row }));
