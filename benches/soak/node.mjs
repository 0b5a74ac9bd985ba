/** The traffic in Node: reads orders from its parent, each a line of JSON, and answers them. */
import { createInterface } from "node:readline";
import { engine } from "./engine-watch.js";

// Imported late, for its instance to be seen.
const { default: OpenAI } = await import("brivionix");
const { Traffic } = await import("./traffic.js");

const unhandled = [];
process.on("unhandledRejection", (error) => unhandled.push(`${error}`));
const traffic = new Traffic(OpenAI, [process.argv[2]]);
for await (const line of createInterface({ input: process.stdin })) {
  const { count, ms } = JSON.parse(line);
  await traffic.run(count, ms);
  for (let times = 0; times < 5; times++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    gc();
  }
  const heap = process.memoryUsage().heapUsed;
  console.log(JSON.stringify({ ...traffic, unhandled, heap, ...engine.sample() }));
}
