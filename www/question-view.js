import { el } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @param {import("./conversation.js").Question} question
 * @returns {HTMLElement}
 */
export function questionView({ text, pictures }) {
  return el(
    "article",
    { class: "question" },
    el("h2", { class: "sr-only", text: "You" }),
    pictures.length ? el("ul", { class: "pictures" }, ...pictures.map(pictureItem)) : null,
    text ? el("p", { class: "bubble", text }) : null,
  );
}

function pictureItem({ name, url }) {
  const shown = url
    ? el("img", { src: url, alt: name })
    : el("span", { class: "lost" }, icon("image"), `${name} was too large to keep`);
  return el("li", {}, shown);
}
