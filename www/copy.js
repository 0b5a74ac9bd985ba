import { announce } from "./announce.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";

const CONFIRMED_MS = 1600;

/**
 * A button that copies text and says so.
 *
 * @param {string} label
 * @param {() => string} text read when pressed: the text may still be growing
 */
export function copyButton(label, text) {
  const button = el("button", { type: "button", class: "quiet", "aria-label": label });
  const rest = () => button.replaceChildren(icon("copy"), "Copy");
  button.addEventListener("click", async () => {
    const copied = await writeClipboard(text());
    button.replaceChildren(icon(copied ? "check" : "alert"), copied ? "Copied" : "Not allowed");
    announce(copied ? "Copied" : "The browser did not allow copying");
    setTimeout(rest, CONFIRMED_MS);
  });
  rest();
  return button;
}

async function writeClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
