import { byId, el } from "./dom.js";

const OTHER = "other";

/** Models of the local simulator that fail on purpose. */
const FAULTS = [
  ["sim-429", "429 — too many requests"],
  ["sim-500", "500 — server error"],
  ["sim-html", "An HTML error page"],
  ["sim-error-in-stream", "An error inside the stream"],
  ["sim-drop", "The connection drops midway"],
  ["sim-stall", "The stream stalls"],
];

/**
 * The choice of a model: a list when the API offers one, any name typed in otherwise.
 */
export class ModelChoice {
  #select = byId("model");
  #name = byId("model-name");

  /** @param {(model: string) => void} chosen */
  constructor(chosen) {
    this.#select.addEventListener("change", () => {
      this.#showName(this.#select.value === OTHER);
      if (this.#select.value === OTHER) this.#name.focus();
      else chosen(this.#select.value);
    });
    this.#name.addEventListener("input", () => chosen(this.#name.value.trim()));
  }

  /**
   * @param {{ models: string[], withFaults: boolean, current: string }} options
   */
  offer({ models, withFaults, current }) {
    const real = models.filter((id) => !id.startsWith("sim-"));
    const faults = withFaults ? FAULTS : [];
    const listed = [...real, ...faults.map(([id]) => id)];
    this.#select.replaceChildren(
      group(
        "Models",
        real.map((id) => [id, id]),
      ),
      ...(withFaults ? [group("Simulated faults", faults)] : []),
      group("More", [[OTHER, "Another model…"]]),
    );
    this.#select.value = listed.includes(current) ? current : OTHER;
    this.#name.value = current;
    this.#showName(this.#select.value === OTHER);
  }

  #showName(shown) {
    this.#name.hidden = !shown;
    this.#select.parentElement.classList.toggle("naming", shown);
  }
}

/**
 * @param {any} client
 * @returns {Promise<string[]>} the API's model names; none when it does not tell
 */
export async function listModels(client) {
  try {
    const { data } = await client.models.list();
    return data.map((model) => model.id);
  } catch {
    return [];
  }
}

function group(label, options) {
  return el(
    "optgroup",
    { label },
    ...options.map(([value, text]) => el("option", { value, text })),
  );
}
