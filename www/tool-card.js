import { el } from "./dom.js";
import { FieldsView } from "./fields-view.js";
import { icon } from "./icons.js";

/** One call of a tool: what the model asks for, as it is written, and what the page answered. */
export class ToolCard {
  #name = el("code");
  #state = el("span", { class: "tool-state" });
  #arguments = new FieldsView();
  #result = el("code");
  #resultRow = el(
    "div",
    { hidden: true },
    el("dt", { text: "Result" }),
    el("dd", {}, this.#result),
  );

  element = el(
    "section",
    { class: "tool", "aria-label": "Tool call" },
    el("h3", {}, icon("tool"), this.#name, this.#state),
    el(
      "dl",
      {},
      el("div", {}, el("dt", { text: "Arguments" }), el("dd", {}, this.#arguments.element)),
      this.#resultRow,
    ),
  );

  /**
   * @param {import("./conversation.js").ToolCall} call
   * @param {boolean} streaming
   */
  update(call, streaming) {
    const waiting = streaming ? "being called…" : "not run";
    this.#name.textContent = call.name;
    this.#state.textContent = call.result === null ? waiting : "ran in this page";
    this.#arguments.update(call.arguments);
    this.#result.textContent = call.result ?? "";
    this.#resultRow.hidden = call.result === null;
    this.element.classList.toggle("done", call.result !== null);
  }
}
