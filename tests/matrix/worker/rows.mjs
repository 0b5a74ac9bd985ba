import { inBrowsers } from "../support/row.mjs";

export default inBrowsers("web worker", (row) => row.readSite("index.html"));
