/** The app is `examples/service-worker`. */
import { inBrowsers } from "../support/row.mjs";

export default inBrowsers("service worker", (row) => row.readSite("index.html"));
