import { PartialJson } from "brivionix";
import { el } from "./dom.js";

/**
 * A JSON object as fields that fill in while its text arrives. What is no object is shown as text.
 */
export class FieldsView {
  element = el("dl", { class: "filled" });
  #labels;
  #json = new PartialJson();
  #text = "";
  #broken = false;
  /** @type {Map<string, HTMLElement>} */
  #values = new Map();
  #plain = el("dd", { hidden: true });

  /** @param {Record<string, string>} [labels] of fields that are shown from the start */
  constructor(labels = {}) {
    this.#labels = labels;
    this.element.append(this.#plain);
    for (const key of Object.keys(labels)) this.#field(key);
  }

  /** @param {string} text all that has arrived */
  update(text) {
    if (text === this.#text) return;
    const value = this.#read(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    this.#plain.textContent = isObject ? "" : text;
    this.#plain.hidden = isObject || text === "";
    if (!isObject) return;
    for (const [key, member] of Object.entries(value)) show(this.#field(key), member);
  }

  #read(text) {
    if (!text.startsWith(this.#text)) {
      this.#json = new PartialJson();
      this.#text = "";
      this.#broken = false;
    }
    const added = text.slice(this.#text.length);
    this.#text = text;
    try {
      if (!this.#broken) this.#json.push(added);
    } catch {
      this.#broken = true;
    }
    return this.#broken ? undefined : this.#json.value;
  }

  #field(key) {
    const known = this.#values.get(key);
    if (known) return known;
    const value = el("dd");
    this.#values.set(key, value);
    this.element.append(el("div", {}, el("dt", { text: this.#labels[key] ?? key }), value));
    return value;
  }
}

function show(field, value) {
  if (!Array.isArray(value)) {
    const words = { true: "yes", false: "no", null: "none" }[String(value)];
    const text = typeof value === "object" && value !== null ? JSON.stringify(value) : words;
    field.textContent = text ?? String(value);
    return;
  }
  let list = field.querySelector("ol");
  if (!list) {
    list = el("ol");
    field.replaceChildren(list);
  }
  for (const [at, item] of value.entries()) {
    if (!list.children[at]) list.append(el("li"));
    list.children[at].textContent = typeof item === "string" ? item : JSON.stringify(item);
  }
}
