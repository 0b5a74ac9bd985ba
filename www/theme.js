import { byId } from "./dom.js";
import { icon } from "./icons.js";
import { loadTheme, saveTheme } from "./storage.js";

const SYSTEM_DARK = matchMedia("(prefers-color-scheme: dark)");

/** Follows the system's colours until the reader chooses. */
export function setUpTheme() {
  const button = byId("theme");
  show(button);
  SYSTEM_DARK.addEventListener("change", () => show(button));
  button.addEventListener("click", () => {
    saveTheme(isDark() ? "light" : "dark");
    show(button);
  });
}

function isDark() {
  const chosen = loadTheme();
  return chosen ? chosen === "dark" : SYSTEM_DARK.matches;
}

function show(button) {
  const dark = isDark();
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  button.replaceChildren(icon(dark ? "sun" : "moon"));
  button.setAttribute("aria-label", dark ? "Use light colours" : "Use dark colours");
  button.title = button.getAttribute("aria-label");
}
