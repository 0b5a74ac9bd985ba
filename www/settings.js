import { byId } from "./dom.js";
import { loadSettings, saveSettings } from "./storage.js";

/**
 * @typedef {{ model: string, system: string, offerTools: boolean,
 *   parameters: Record<string, number> }} Settings `parameters` go into the request as they are
 */

const DEFAULTS = { model: "gpt-5.4-mini", system: "", offerTools: false, parameters: {} };
const NUMBERS = ["temperature", "top_p", "max_tokens", "seed"];
/** Below this width the panel covers the page. */
const NARROW = matchMedia("(max-width: 63.99rem)");

/** The settings panel, and the settings themselves, kept between visits. */
export class SettingsPanel {
  /** @type {Settings} */
  current = loadSettings(DEFAULTS);
  #panel = byId("settings");
  #toggle = byId("settings-toggle");

  constructor() {
    this.#toggle.addEventListener("click", () => this.#open(this.#panel.hidden));
    byId("settings-close").addEventListener("click", () => this.close());
    byId("settings-reset").addEventListener("click", () => this.#reset());
    byId("settings-form").addEventListener("submit", (event) => event.preventDefault());
    byId("system").addEventListener("input", (event) =>
      this.set({ system: event.target.value.trim() }),
    );
    byId("offer-tools").addEventListener("change", (event) =>
      this.set({ offerTools: event.target.checked }),
    );
    for (const name of NUMBERS) byId(name).addEventListener("input", () => this.#readNumber(name));
    NARROW.addEventListener("change", () => this.#cover());
    this.#show();
  }

  /** @param {Partial<Settings>} change */
  set(change) {
    this.current = { ...this.current, ...change };
    saveSettings(this.current);
  }

  /** @param {boolean} offered */
  offerTools(offered) {
    byId("offer-tools").checked = offered;
    this.set({ offerTools: offered });
  }

  /** @returns {boolean} whether there was a panel to close */
  close() {
    if (this.#panel.hidden) return false;
    this.#open(false);
    this.#toggle.focus();
    return true;
  }

  #open(open) {
    this.#panel.hidden = !open;
    this.#toggle.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("with-settings", open);
    this.#cover();
    if (open) byId("system").focus();
  }

  /** Nothing under a panel that covers the page may take the focus. */
  #cover() {
    const covered = !this.#panel.hidden && NARROW.matches;
    byId("main").inert = covered;
    byId("bar").inert = covered;
  }

  #readNumber(name) {
    const input = byId(name);
    const valid = input.validity.valid;
    input.setAttribute("aria-invalid", String(!valid));
    byId(`${name}-error`).hidden = valid;
    const { [name]: _, ...others } = this.current.parameters;
    const set = valid && input.value !== "";
    this.set({ parameters: set ? { ...others, [name]: Number(input.value) } : others });
  }

  #reset() {
    this.set({ system: "", parameters: {} });
    this.#show();
  }

  #show() {
    byId("system").value = this.current.system;
    byId("offer-tools").checked = this.current.offerTools;
    for (const name of NUMBERS) {
      byId(name).value = this.current.parameters[name] ?? "";
      byId(name).setAttribute("aria-invalid", "false");
      byId(`${name}-error`).hidden = true;
    }
  }
}
