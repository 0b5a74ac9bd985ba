import { inBrowsers } from "../support/row.mjs";

export default inBrowsers("page, `brivionix/slim` with the wasm from a URL", (row) =>
  row.readSite("index.html"),
);
