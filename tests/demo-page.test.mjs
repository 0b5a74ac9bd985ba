/** The demo page itself: what it keeps, how it looks, who can use it, what it lets in. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { useDemo } from "./support/demo.mjs";
import { until } from "./support/until.mjs";

const demo = useDemo();

test("a reload keeps the conversation; a new chat forgets it", async () => {
  await demo.askAndWait("echo: remember me");
  await demo.reload();
  await demo.steps.getByText("remember me").waitFor();
  await demo.button("New chat").click();
  await demo.reload();
  await demo.page.locator("#welcome").waitFor();
  assert.equal(await demo.answers.count(), 0);
});

test("a reload in the middle of an answer keeps what had arrived, and it can be asked again", async () => {
  await demo.ask("Write something long");
  await demo.streaming();
  await demo.reload();
  await demo.noStreamIsOpen();
  assert.ok((await demo.steps.textContent()).length > 40);
  assert.match(await demo.lastAnswer.textContent(), /Stopped/);
  await demo.chooseModel("sim-500");
  await demo.button("Regenerate answer").click();
  await demo.ended();
  assert.match(await demo.lastAnswer.textContent(), /500/);
});

test("storage that holds something else does not keep the page from starting", async () => {
  const kept = (key, value) =>
    demo.page.evaluate(([key, value]) => localStorage.setItem(key, value), [key, value]);
  const answer = { role: "assistant", model: "m", state: "done", steps: [{ text: 1 }] };
  const form = { role: "user", text: "", pictures: [], form: "none" };
  const shapes = [[answer], [form]].map((entries) => JSON.stringify(entries));
  const conversations = ["{", "[null]", "[{}]", '[{"role":"user"}]', ...shapes];
  const settings = ["null", "[]", '{"parameters":null,"model":5}', "7", '"x"', "null"];
  for (const [at, conversation] of conversations.entries()) {
    await kept("brivionix-demo-conversation", conversation);
    await kept("brivionix-demo-settings", settings[at]);
    await demo.reload();
    assert.ok(await demo.page.locator("#welcome").isVisible(), `${conversation} ${settings[at]}`);
  }
  await demo.askAndWait("echo: fine");
  assert.equal((await demo.steps.textContent()).trim(), "fine");
  assert.deepEqual(demo.problems, []);
});

test("the end stays in view, unless the reader has scrolled away from it", async () => {
  await demo.open({ viewport: { width: 1200, height: 700 } });
  const { page } = demo;
  const below = () =>
    page.evaluate(() => document.scrollingElement.scrollHeight - innerHeight - scrollY);
  const lines = Array.from({ length: 40 }, (_, at) => `line ${at}\n\n`).join("");
  await demo.askAndWait(`echo: ${lines}`);
  await until(async () => (await below()) < 2);
  await demo.button("Settings").click();
  await until(async () => (await below()) < 2);
  await page.evaluate(() => scrollTo(0, 0));
  await demo.button("Jump to the latest").waitFor();
  await demo.button("Jump to the latest").click();
  await until(async () => (await below()) < 2);
});

test("an answer that grows faster than the page is drawn is followed all the same", async () => {
  await demo.open({ viewport: { width: 1200, height: 700 } });
  await demo.askAndWait(`echo: ${"line\n\n".repeat(40)}`);
  const { shown, below } = await demo.page.evaluate(async () => {
    const jump = document.querySelector("#jump");
    let shown = false;
    new MutationObserver(() => {
      shown ||= !jump.hidden;
    }).observe(jump, { attributes: true });
    const grow = () => {
      const line = document.createElement("h2");
      line.textContent = "more";
      document.querySelector("article.answer:last-child").append(line, line.cloneNode(true));
    };
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let round = 0; round < 10; round++) {
      await frame();
      grow();
      // After the frame that has scrolled, before the one that tells of it.
      await new Promise((resolve) => setTimeout(resolve));
      grow();
    }
    await frame();
    await frame();
    const { scrollHeight } = document.scrollingElement;
    return { shown, below: scrollHeight - innerHeight - scrollY };
  });
  assert.equal(shown, false);
  assert.ok(below < 2, `${below} px below`);
});

test("a reader who scrolls up a little while the answer grows stays there", async () => {
  await demo.open({ viewport: { width: 1200, height: 700 } });
  await demo.askAndWait(`echo: ${"line\n\n".repeat(40)}`);
  await demo.ask("Write something long");
  await demo.streaming();
  const top = await demo.page.evaluate(() => {
    scrollBy({ top: -20, behavior: "instant" });
    return scrollY;
  });
  await demo.button("Jump to the latest").waitFor();
  assert.equal(await demo.page.evaluate(() => scrollY), top);
  await demo.button("Stop").click();
});

test("text from the model never becomes markup", async () => {
  await demo.page.evaluate(() => {
    globalThis.violations = [];
    addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(event.type));
  });
  const hostile =
    "<img src=x onerror=alert(1)><script>alert(1)</script> [x](javascript:alert(1)) ![y](http://e/)";
  await demo.askAndWait(`echo: ${hostile}`);
  const found = await demo.steps.evaluate((steps) => ({
    text: steps.textContent,
    elements: steps.querySelectorAll("img, script, iframe, [onerror]").length,
    links: [...steps.querySelectorAll("a")].map((link) => link.protocol),
  }));
  assert.equal(found.elements, 0);
  assert.ok(found.links.every((protocol) => ["http:", "https:", "mailto:"].includes(protocol)));
  assert.match(found.text, /<script>alert\(1\)<\/script>/);
  assert.deepEqual(await demo.page.evaluate(() => globalThis.violations), []);
  assert.deepEqual(demo.problems, []);
});

test("brackets and addresses in a link's text are text", async () => {
  await demo.askAndWait("echo: [see [1] and http://a.example](http://b.example/) after *all*");
  const link = demo.steps.locator("a");
  assert.equal(await link.count(), 1);
  assert.equal(await link.getAttribute("href"), "http://b.example/");
  assert.equal(await link.textContent(), "see [1] and http://a.example");
  assert.equal((await demo.steps.locator("em").textContent()).trim(), "all");
});

test("the items of a numbered list stand below each other, also around a list in one of them", async () => {
  const html = await demo.page.evaluate(async () => {
    const { MarkdownView } = await import("/markdown.js");
    const view = document.createElement("div");
    new MarkdownView(view).update("1. a\n2. b\n   - c\n   - d\n3. e\n4. f\n");
    return view.innerHTML.replaceAll(/ dir="\w+"|\n/g, "");
  });
  const inner = "<ul><li>c</li><li>d</li></ul>";
  assert.equal(html, `<ol><li>a</li><li>b${inner}</li><li>e</li><li>f</li></ol>`);
});

test("Markdown that grows looks in the end as if it had come at once", async () => {
  const different = await demo.page.evaluate(async () => {
    const { MarkdownView } = await import("/markdown.js");
    const pieces = [
      ..."ab *_`~|[]()<>\\!#\n\n\n",
      ...["**", "```", "```js\n", "# ", "- ", "1. ", "2. ", "> ", "|-|-|\n", "| a | b |\n", "    "],
      ...["](http://x.example)", "http://e.example/a", "---", "1986. ", "😀", "é"],
    ];
    let state = 1;
    // The constants of "minimal standard" generators: the same texts on every run.
    const random = (below) => {
      state = (state * 48271) % 2147483647;
      return state % below;
    };
    const different = [];
    for (let round = 0; round < 500; round++) {
      const length = 3 + random(40);
      const text = Array.from({ length }, () => pieces[random(pieces.length)]).join("");
      const [whole, grown] = [document.createElement("div"), document.createElement("div")];
      new MarkdownView(whole).update(text);
      const growing = new MarkdownView(grown);
      for (let end = 0; end <= text.length; end++) growing.update(text.slice(0, end));
      if (whole.innerHTML !== grown.innerHTML || whole.querySelector("a a")) different.push(text);
    }
    return different;
  });
  assert.deepEqual(different, []);
});

test("the policy allows the import map by its hash", async () => {
  const { policy, map } = await demo.page.evaluate(() => ({
    policy: document.querySelector("meta[http-equiv]").content,
    map: document.querySelector("script[type=importmap]").textContent,
  }));
  const hash = createHash("sha256").update(map).digest("base64");
  assert.ok(policy.includes(`'sha256-${hash}'`));
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'/);
});

test("every control has a name, and the keyboard is enough", async () => {
  const { page } = demo;
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll("button, input, select, textarea")]
      .filter((control) => control.checkVisibility())
      .filter((control) => {
        const label = control.getAttribute("aria-label") ?? control.labels?.[0]?.textContent;
        return !(label ?? control.textContent).trim();
      })
      .map((control) => control.outerHTML),
  );
  assert.deepEqual(nameless, []);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.type("echo: typed");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("twice");
  await page.keyboard.press("Enter");
  await demo.steps.getByText("typed").waitFor();
  await demo.ended();
  assert.match(await demo.lastAnswer.textContent(), /typed\s*twice/);
});

test("the settings open, take the focus, and give it back", async () => {
  const { page } = demo;
  await demo.button("Settings").press("Enter");
  assert.ok(await page.getByLabel("System prompt").evaluate((it) => it === document.activeElement));
  await page.keyboard.press("Escape");
  assert.ok(await page.getByLabel("System prompt").isHidden());
  assert.ok(await demo.button("Settings").evaluate((it) => it === document.activeElement));
});

test("a phone shows it without scrolling sideways, and the dark scheme is dark", async () => {
  await demo.open({ viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  await demo.askAndWait("Show me a code example in a table");
  const { overflow, background } = await demo.page.evaluate(() => ({
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    background: getComputedStyle(document.body).backgroundColor,
  }));
  assert.ok(overflow <= 0, `${overflow} px too wide`);
  const [red, green, blue] = background.match(/\d+/g).map(Number);
  assert.ok(red + green + blue < 150, background);
  await demo.shot("phone");
});
