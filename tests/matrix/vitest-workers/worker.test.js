import { env, SELF } from "cloudflare:test";
import { expect, test } from "vitest";

test("a chat streams", async () => {
  const response = await SELF.fetch("http://worker/", { method: "POST", body: env.PROMPT });
  expect(await response.text()).toBe(env.ANSWER);
});
