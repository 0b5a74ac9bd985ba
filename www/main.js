import OpenAI from "brivionix";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { byId, el } from "./dom.js";
import { EXAMPLES } from "./examples.js";
import { Follower } from "./follow.js";
import { placeIcons } from "./icons.js";
import { listModels, ModelChoice } from "./models.js";
import { SettingsPanel } from "./settings.js";
import { setUpTheme } from "./theme.js";

placeIcons();
setUpTheme();
start().catch((error) => {
  byId("startup-error").textContent = `The demo could not start: ${error.message}`;
  byId("startup-error").hidden = false;
});

async function start() {
  const api = await connection();
  const client = new OpenAI({ apiKey: api.apiKey, baseURL: api.baseURL });
  const panel = new SettingsPanel();
  const follower = new Follower();
  const composer = new Composer({
    send: (text, pictures) => chat.send(text, pictures),
    stop: () => chat.stop(),
  });
  const chat = new Chat({ client, settings: () => panel.current, hooks: hooks() });

  function hooks() {
    return {
      streaming: (on) => composer.streaming(on),
      shown: () => {
        follower.toEnd();
        composer.focus();
      },
      giveBack: ({ text, pictures }) => {
        if (composer.empty) composer.fill(text, pictures);
        composer.focus();
      },
    };
  }

  showExamples({ chat, composer, panel });
  setUpKeys({ chat, panel });
  byId("new-chat").addEventListener("click", () => {
    chat.clear();
    composer.focus();
  });
  follower.toEnd();
  await offerModels({ client, api, panel });
}

/** The local server tells where the API is; its address is relative to this page's. */
async function connection() {
  const response = await fetch("/demo.json");
  if (!response.ok) throw new Error(`/demo.json answered ${response.status}`);
  const { baseURL, apiKey, upstream } = await response.json();
  const api = { baseURL: new URL(baseURL, location.href).href, apiKey, upstream };
  byId("source").textContent = upstream ? "live API" : "local simulator";
  byId("base-url").textContent = api.baseURL;
  return api;
}

async function offerModels({ client, api, panel }) {
  const choice = new ModelChoice((model) => panel.set({ model }));
  const models = await listModels(client);
  choice.offer({ models, withFaults: !api.upstream, current: panel.current.model });
}

function showExamples({ chat, composer, panel }) {
  const start = async (example) => {
    if (example.form) return chat.send(example.prompt, [], example.form);
    if (example.tools) panel.offerTools(true);
    const files = example.picture ? [await example.picture()] : [];
    composer.submit(example.prompt, files);
  };
  const buttons = EXAMPLES.map((example) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", onclick: () => start(example) },
        el("strong", { text: example.title }),
        el("span", { text: example.hint }),
      ),
    ),
  );
  byId("examples").append(...buttons);
}

function setUpKeys({ chat, panel }) {
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) {
      chat.stop() || panel.close();
    }
  });
}
