import assert from "node:assert/strict";
import { inBrowsers } from "../support/row.mjs";

const CSP = "content-security-policy";

/** As strict as a policy can be: one word less, and no browser would compile the wasm. */
const POLICY = (api) =>
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${new URL(api).origin}; ` +
  "img-src data:; require-trusted-types-for 'script'";

export default [
  ...inBrowsers('page, `<script type="module">`', (row) => row.readSite("module.html")),
  ...inBrowsers("page, `<script>` with `import()`", (row) => row.readSite("classic.html")),
  ...inBrowsers("page, import map", (row) => row.readSite("import-map.html")),
  ...inBrowsers("page whose CSP allows `'wasm-unsafe-eval'` and no more", async (row) => {
    const policy = POLICY(row.api);
    const open = (policy) => row.readSite("strict.html", { headers: { [CSP]: policy } });
    await assert.rejects(open(policy.replace("'wasm-unsafe-eval'", "")), /WebAssembly/);
    return open(policy);
  }),
];
