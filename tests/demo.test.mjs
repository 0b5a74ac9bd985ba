/** Talking to the demo page: answers, errors, images, tools. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { serveDemo, useDemo } from "./support/demo.mjs";
import { png } from "./support/images.mjs";
import { until } from "./support/until.mjs";

const demo = useDemo();
const image = (name, buffer) => ({ name, mimeType: "image/png", buffer });
const attached = () => demo.page.locator("#attachments img");
const lastMessages = async () => (await demo.simulator.requests()).at(-1).body.messages;

test("an answer grows while it streams and ends whole", async () => {
  const words = Array.from({ length: 60 }, (_, at) => `word${at}`).join(" ");
  await demo.ask(`echo: ${words}`);
  const lengths = new Set();
  await until(async () => {
    lengths.add(((await demo.steps.textContent()) ?? "").length);
    return (await demo.lastAnswer.getAttribute("aria-busy")) === "false";
  });
  assert.ok(lengths.size > 2, "seen in several lengths");
  assert.equal((await demo.steps.textContent()).trim(), words);
  const metrics = await demo.lastAnswer.locator("footer").textContent();
  assert.match(metrics, /tokens.*first token.*tokens\/s/);
  await demo.shot("light");
  assert.deepEqual(demo.problems, []);
});

test("Stop, or Escape, keeps what has arrived and cancels the request", async () => {
  for (const stop of [
    () => demo.button("Stop").click(),
    () => demo.page.keyboard.press("Escape"),
  ]) {
    await demo.ask("Write something long");
    await demo.streaming();
    await stop();
    await demo.ended();
    await demo.noStreamIsOpen();
    assert.ok((await demo.steps.textContent()).length > 40);
    assert.equal(await demo.lastAnswer.locator(".trouble").count(), 0);
    await demo.button("New chat").click();
  }
});

test("an error is told in words, and Retry works once its cause is gone", async () => {
  await demo.chooseModel("sim-429");
  await demo.ask("echo: second try");
  const trouble = demo.page.locator(".trouble");
  await trouble.waitFor();
  assert.match(await trouble.textContent(), /Too many requests.*429.*req_/s);
  await demo.shot("error");
  await demo.chooseModel("gpt-5.4-mini");
  await demo.button("Retry").click();
  await demo.steps.getByText("second try").waitFor();
  await demo.ended();
  assert.equal(await trouble.count(), 0);
});

for (const fault of ["sim-drop", "sim-error-in-stream"]) {
  test(`what arrived before ${fault} is kept, next to the error`, async () => {
    await demo.chooseModel(fault);
    await demo.askAndWait("echo: one two three four five");
    assert.match(await demo.steps.textContent(), /^one/);
    await demo.lastAnswer.locator(".trouble").waitFor();
    await demo.button("Retry").waitFor();
  });
}

test("an answer that is none is not taken for a missing network", async () => {
  await demo.chooseModel("sim-html");
  await demo.askAndWait("Hi");
  assert.match(await demo.lastAnswer.locator(".trouble").textContent(), /No answer came/);
});

test("a server that is gone is told apart from one that fails", async () => {
  const other = await serveDemo();
  await demo.open({ url: other.url });
  await other.stop();
  await demo.askAndWait("Hi");
  assert.match(await demo.lastAnswer.locator(".trouble").textContent(), /could not be reached/);
});

test("a model of any name can be asked for", async () => {
  await demo.chooseModel("other");
  await demo.page.getByLabel("Model name").fill("gpt-0");
  await demo.askAndWait("Hi");
  assert.match(await demo.lastAnswer.locator(".trouble").textContent(), /does not know.*404/s);
});

test("images are attached, pasted or dropped, shown, and sent", async () => {
  await demo.page.locator("#files").setInputFiles(image("small.png", png(6, 4)));
  await attached().waitFor();
  await demo.askAndWait("What is this?");
  assert.match(await demo.lastAnswer.textContent(), /PNG.*6×4/s);
  for (const [how, width] of [
    ["paste", 9],
    ["drop", 11],
  ]) {
    await demo.give(how, [image("p.png", png(width, 5))]);
    await attached().waitFor();
    await demo.askAndWait("And this?");
    assert.match(await demo.lastAnswer.textContent(), new RegExp(`${width}×5`));
  }
  const [picture, bubble] = await Promise.all(
    [".question img", ".bubble"].map((part) => demo.page.locator(part).last().boundingBox()),
  );
  assert.equal(Math.round(picture.x + picture.width), Math.round(bubble.x + bubble.width));
  const sent = (await lastMessages()).at(-1).content.at(-1);
  assert.match(sent.image_url.url, /^data:image\/png;base64,/);
  assert.equal(await demo.page.locator(".question img").count(), 3);
  assert.deepEqual(demo.problems, []);
});

test("an image that is still being read goes with the message sent at once", async () => {
  await demo.prompt.fill("What is this?");
  await demo.give("paste", [image("large.png", png(2500, 2000))], { send: true });
  await demo.lastAnswer.waitFor();
  await demo.ended();
  assert.match(await demo.lastAnswer.textContent(), /2500×2000/);
  assert.equal(await attached().count(), 0);
});

test("files that are no images are refused in words, and hold the message back", async () => {
  const text = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") };
  await demo.prompt.fill("echo: look");
  const files = [text, image("broken.png", png(9, 9).subarray(0, 50)), image("a.png", png(2, 2))];
  await demo.give("drop", files, { send: true });
  const refusals = demo.page.locator("#refusals");
  await refusals.getByText("notes.txt").waitFor();
  assert.match(await refusals.textContent(), /broken\.png: \w+/);
  assert.equal(await attached().count(), 1);
  assert.equal(await demo.answers.count(), 0);
  await demo.prompt.press("Enter");
  await demo.lastAnswer.waitFor();
  await demo.ended();
  assert.ok(await refusals.isHidden());
});

test("a tool call is shown, run in the page, and answered", async () => {
  await demo.page.getByText("Offer tools").click();
  await demo.askAndWait("What is the weather in Paris?");
  const card = demo.page.getByRole("region", { name: "Tool call" });
  assert.match(await card.textContent(), /get_weather.*Paris.*Result.*temperature/s);
  assert.match(await demo.lastAnswer.textContent(), /what I found/);
  await demo.shot("tools");
});

test("the arguments of a call grow, then its result is there, then the answer", async () => {
  // Slowly enough that no machine draws all of it at once.
  const slow = await serveDemo({ pace: 60 });
  await demo.open({ url: slow.url });
  await demo.page.evaluate(() => {
    globalThis.seen = [];
    const look = () => {
      const answer = document.querySelector("article.answer");
      const card = answer?.querySelector(".tool");
      if (!card) return;
      const text = (selector) => card.querySelector(selector)?.textContent ?? "";
      const state = {
        arguments: text(".filled").length,
        result: text("dl > div:last-child:not([hidden]) code").length,
        answer: [...answer.querySelectorAll(".markdown")].map((it) => it.textContent).join("")
          .length,
      };
      if (JSON.stringify(state) !== JSON.stringify(seen.at(-1))) seen.push(state);
    };
    const options = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(look).observe(document.body, options);
  });
  await demo.page.getByRole("button", { name: /Tools/ }).click();
  await demo.lastAnswer.waitFor();
  await demo.ended();
  const seen = await demo.page.evaluate(() => globalThis.seen);
  const growing = seen.filter(({ result }) => result === 0);
  assert.ok(new Set(growing.map((state) => state.arguments)).size > 2, JSON.stringify(seen));
  assert.ok(seen.some(({ result, answer }) => result > 0 && answer === 0));
  assert.ok(new Set(seen.map(({ answer }) => answer)).size > 2);
  const requests = (await slow.requests()).map(({ body }) => body).slice(-2);
  await slow.stop();
  assert.deepEqual(
    requests.map(({ messages }) => messages.map(({ role }) => role)),
    [["user"], ["user", "assistant", "tool"]],
  );
  assert.deepEqual(demo.problems, []);
});

test("an answer that is cut short says so, with its tokens, also with tools and as a form", async () => {
  const limit = async () => {
    await demo.button("Settings").click();
    await demo.page.getByLabel("Max tokens").fill("5");
    await demo.page.keyboard.press("Escape");
  };
  const isCutShort = async () => {
    assert.match(await demo.lastAnswer.textContent(), /Cut short.*token limit/);
    assert.equal(await demo.lastAnswer.locator(".trouble").count(), 0);
    assert.match(await demo.lastAnswer.locator("footer").textContent(), /\+ 5 completion tokens/);
  };
  await limit();
  for (const tools of [false, true]) {
    if (tools) await demo.page.getByText("Offer tools").click();
    await demo.askAndWait("echo: one two three four five six seven eight nine ten");
    await isCutShort();
    assert.match(await demo.steps.textContent(), /one/);
  }
  await demo.open();
  await limit();
  await demo.page.getByRole("button", { name: /A form/ }).click();
  await demo.lastAnswer.waitFor();
  await demo.ended();
  await isCutShort();
});

test("a form fills in while the answer arrives, and is there after a reload", async () => {
  await demo.page.getByRole("button", { name: /A form/ }).click();
  const fields = demo.lastAnswer.locator(".form .filled");
  await fields.waitFor();
  // All of them are there before there is anything in them.
  assert.match(await fields.textContent(), /Title.*Servings.*Vegetarian.*Ingredients.*Steps/s);
  await demo.ended();
  const filled = await fields.locator("dd").allTextContents();
  assert.ok(
    filled.slice(1).every((text) => text !== ""),
    JSON.stringify(filled),
  );
  assert.ok((await fields.locator("li").count()) > 1);
  await demo.shot("form");
  await demo.reload();
  assert.deepEqual(await fields.locator("dd").allTextContents(), filled);
  assert.deepEqual(demo.problems, []);
});

test("settings go into the request, and wrong ones are told and left out", async () => {
  const { page } = demo;
  await demo.button("Settings").click();
  await page.getByLabel("System prompt").fill("Be brief.");
  await page.getByLabel("Temperature").fill("0.3");
  await page.getByLabel("Top p").fill("7");
  await page.getByLabel("Max tokens").fill("1.5");
  await page.getByLabel("Seed").fill("99999999999999999999");
  for (const error of ["from 0 to 1", "1 or more", "A whole number"]) {
    await page.getByText(error).first().waitFor();
  }
  await page.keyboard.press("Escape");
  await demo.askAndWait("echo: fine");
  const { body } = (await demo.simulator.requests()).at(-1);
  assert.deepEqual(body.messages[0], { role: "system", content: "Be brief." });
  const { temperature, top_p, max_tokens, seed } = body;
  assert.deepEqual([temperature, top_p, max_tokens, seed], [0.3, undefined, undefined, undefined]);
});

test("with --upstream the page talks to the real API, and the key stays in the server", async () => {
  const front = await serveDemo({
    args: ["--upstream", demo.simulator.url, "--key-env", "TEST_UPSTREAM_KEY"],
    env: { TEST_UPSTREAM_KEY: "sk-only-the-server-knows" },
  });
  await demo.open({ url: front.url });
  const seen = [];
  demo.page.on("request", (request) => seen.push(JSON.stringify(request.headers())));
  demo.page.on("response", (response) => seen.push(JSON.stringify(response.headers())));
  assert.match(await demo.page.locator("#welcome").textContent(), /live API/);
  await demo.askAndWait("echo: through the server");
  assert.equal((await demo.steps.textContent()).trim(), "through the server");
  const { headers } = (await demo.simulator.requests()).at(-1);
  assert.equal(headers.authorization, "Bearer sk-only-the-server-knows");
  assert.ok(seen.length > 1 && !seen.join().includes("only-the-server-knows"));
  await front.stop();
});
