/** The installed package in Node: the one that runs the tests and the machine's own. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { runModule, systemNode } from "./support/process.mjs";
import { startSimulator } from "./support/simulator.mjs";

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator?.stop());

const nodes = [process.execPath, systemNode].map((node) => ({
  node,
  version: execFileSync(node, ["--version"]).toString().trim(),
}));

for (const { node, version } of nodes) {
  test(`Node ${version}: the documentation's example runs with only its import changed`, async () => {
    const example = await readFile(new URL("fixtures/docs-example.js", import.meta.url), "utf8");
    const source = example
      .replace('from "openai"', 'from "brivionix"')
      .replace("https://brivionix.com/v1", `${simulator.url}/v1`);
    assert.notEqual(source, example);
    assert.match(await runModule(source, { node }), /Brivionix/);
  });

  test(`Node ${version}: a chat streams, and the process ends by itself`, async () => {
    const printed = await runModule(
      `import OpenAI, { Brivionix } from "brivionix";
       if (OpenAI !== Brivionix) throw new Error("two classes");
       const client = new OpenAI();
       const stream = await client.chat.completions.create({
         model: "gpt-5.4-mini",
         messages: [{ role: "user", content: "echo: Grüße aus Köln 🌍👩‍👩‍👧" }],
         stream: true,
       });
       for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta?.content ?? "");`,
      {
        node,
        env: { BRIVIONIX_API_KEY: "sk-test", BRIVIONIX_BASE_URL: `${simulator.url}/v1` },
      },
    );
    assert.equal(printed, "Grüße aus Köln 🌍👩‍👩‍👧");
  });
}
