import { answerText } from "./conversation.js";
import { copyButton } from "./copy.js";
import { el } from "./dom.js";
import { FieldsView } from "./fields-view.js";
import { FORMS } from "./forms.js";
import { icon } from "./icons.js";
import { MarkdownView } from "./markdown.js";
import { answerMetrics } from "./metrics.js";
import { ToolCard } from "./tool-card.js";
import { troubleCard } from "./trouble-card.js";

const STALLED_MS = 5000;

/**
 * An answer on the page: it reads the answer's data again whenever told that it has changed.
 */
export class AnswerView {
  #answer;
  #actions;
  #body = el("div", { class: "steps" });
  #note = el("p", { class: "note", hidden: true });
  #foot = el("footer", { hidden: true });
  /** @type {{ text: MarkdownView | FieldsView, tools: HTMLElement, cards: ToolCard[] }[]} */
  #steps = [];
  #frame = 0;
  #stallTimer = 0;

  element = el(
    "article",
    { class: "answer" },
    el("h2", { class: "sr-only", text: "Answer" }),
    this.#body,
    this.#note,
    this.#foot,
  );

  /**
   * @param {import("./conversation.js").Answer} answer
   * @param {{ again: () => void, remove: () => void }} actions
   */
  constructor(answer, actions) {
    this.#answer = answer;
    this.#actions = actions;
    this.#draw();
  }

  /** However many tokens arrive, the page is written to once per frame. */
  changed() {
    this.#watchForStall();
    if (this.#answer.state !== "streaming") this.#draw();
    else this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { state, steps } = this.#answer;
    this.element.dataset.state = state;
    this.element.setAttribute("aria-busy", String(state === "streaming"));
    for (const [index, step] of steps.entries()) this.#drawStep(step, index);
    this.#drawNote();
    if (state !== "streaming") this.#finish();
  }

  #drawStep(step, index) {
    this.#steps[index] ??= this.#addStep();
    const { text, tools, cards } = this.#steps[index];
    text.update(step.text || step.refusal);
    for (const [number, call] of step.calls.entries()) {
      if (!cards[number]) {
        cards[number] = new ToolCard();
        tools.append(cards[number].element);
      }
      cards[number].update(call, this.#answer.state === "streaming");
    }
  }

  #addStep() {
    const element = el("div", { class: this.#answer.form ? "form" : "markdown" });
    const tools = el("div", { class: "tools" });
    this.#body.append(element, tools);
    return { text: this.#textView(element), tools, cards: [] };
  }

  #textView(element) {
    const form = FORMS[this.#answer.form];
    if (!form) return new MarkdownView(element);
    const labels = Object.entries(form.fields).map(([key, { label }]) => [key, label]);
    const fields = new FieldsView(Object.fromEntries(labels));
    element.append(fields.element);
    return fields;
  }

  /** What the text alone does not tell. */
  #drawNote(stalled = false) {
    const { state, steps } = this.#answer;
    const text = answerText(this.#answer);
    const words = {
      streaming: waitingWords(steps.at(-1), stalled),
      stopped: text ? "Stopped. What had arrived is kept." : "Stopped before any text arrived.",
      done: finishWords(steps.at(-1), text),
      failed: "",
    }[state];
    this.#note.textContent = words;
    this.#note.hidden = !words;
    this.#note.classList.toggle("waiting", state === "streaming" && !stalled);
  }

  #watchForStall() {
    clearTimeout(this.#stallTimer);
    if (this.#answer.state !== "streaming") return;
    this.#stallTimer = setTimeout(() => this.#drawNote(true), STALLED_MS);
  }

  #finish() {
    const { trouble } = this.#answer;
    const { again, remove } = this.#actions;
    const metrics = answerMetrics(this.#answer).map(({ label, value }) =>
      el("div", {}, el("dt", { class: "sr-only", text: label }), el("dd", { text: value })),
    );
    this.#foot.replaceChildren(
      ...(trouble ? [troubleCard(trouble, again)] : []),
      el("dl", { class: "metrics", "aria-label": "About this answer" }, ...metrics),
      el(
        "div",
        { class: "actions" },
        answerText(this.#answer) ? copyButton("Copy answer", () => answerText(this.#answer)) : null,
        trouble ? null : lastOnly("retry", "Regenerate", "Regenerate answer", again),
        lastOnly("trash", "Delete", "Delete this question and answer", remove),
      ),
    );
    this.#foot.hidden = false;
  }
}

function waitingWords(step, stalled) {
  if (stalled) return "Nothing has arrived for a while. Keep waiting, or stop and retry.";
  const started = step && (step.text || step.refusal || step.calls.length > 0);
  return started ? "" : "Waiting for the first token…";
}

function finishWords(step, text) {
  if (step?.finish === "length") {
    return "Cut short: the answer reached its token limit. Raise max tokens to read on.";
  }
  if (step?.finish === "content_filter") return "Cut short by the provider’s content filter.";
  if (step?.finish === "tool_calls") return "Stopped here: the model kept asking for tools.";
  return text ? "" : "The model answered without any text.";
}

function lastOnly(iconName, text, label, act) {
  const props = { type: "button", class: "quiet only-last", "aria-label": label, onclick: act };
  return el("button", props, icon(iconName), text);
}
