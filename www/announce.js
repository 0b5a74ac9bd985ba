import { byId } from "./dom.js";

const MAX_SPOKEN = 1000;

/**
 * Has screen readers say something, once, when they next fall silent.
 *
 * @param {string} text
 */
export function announce(text) {
  byId("announcer").textContent =
    text.length > MAX_SPOKEN ? `${text.slice(0, MAX_SPOKEN)} … and more` : text;
}
