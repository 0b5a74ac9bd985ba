import assert from "node:assert/strict";

// Jest reports to stderr, and fails where there is no test.
const jest = (environment) => async (row) => {
  await row.tool("jest", [`--env=${environment}`]);
  return row.answer;
};

export default [
  { how: "`node`", run: jest("node") },
  { how: "`jest-fixed-jsdom`", run: jest("jest-fixed-jsdom") },
  {
    how: "`jsdom`",
    limit:
      "does not: the jsdom in `jest-environment-jsdom` has no `fetch` and no `TextDecoder` " +
      "([jsdom#2524](https://github.com/jsdom/jsdom/issues/2524))",
    run: (row) => assert.rejects(jest("jsdom")(row), /has no `fetch`: pass one/),
  },
].map((row) => ({ where: "Jest 30", ...row }));
