import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const { BRIVIONIX_API_KEY, BRIVIONIX_BASE_URL, PROMPT, ANSWER } = process.env;

export default defineConfig({
  plugins: [
    cloudflareTest({
      wrangler: { configPath: "./wrangler.jsonc" },
      miniflare: { bindings: { BRIVIONIX_API_KEY, BRIVIONIX_BASE_URL, PROMPT, ANSWER } },
    }),
  ],
});
