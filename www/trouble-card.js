import { el } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @param {import("./errors.js").Trouble} trouble
 * @param {() => void} retry
 * @returns {HTMLElement}
 */
export function troubleCard({ title, advice, detail, status, code, requestID }, retry) {
  const facts = [
    ["Status", status],
    ["Code", code],
    ["Request", requestID],
  ].filter(([, value]) => value);
  return el(
    "section",
    { class: "trouble", "aria-label": "Error" },
    el("h3", {}, icon("alert"), title),
    el("p", { text: advice }),
    detail ? el("p", { class: "detail", text: detail }) : null,
    facts.length ? el("dl", {}, ...facts.map(fact)) : null,
    el(
      "button",
      { type: "button", class: "retry only-last", onclick: retry },
      icon("retry"),
      "Retry",
    ),
  );
}

function fact([label, value]) {
  return el("div", {}, el("dt", { text: label }), el("dd", { text: value }));
}
