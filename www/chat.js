import { Conversation } from "brivionix/helpers";
import { announce } from "./announce.js";
import { AnswerView } from "./answer-view.js";
import { answerText, newAnswer, newQuestion } from "./conversation.js";
import { byId } from "./dom.js";
import { questionView } from "./question-view.js";
import { loadConversation, saveConversation } from "./storage.js";
import { runTurn } from "./turn.js";

const STORAGE_NOTES = {
  kept: "",
  "without-images": "The images are too large to keep: only the text will be here after a reload.",
  "not-kept": "This browser has no room for the conversation: it ends when you close the page.",
};

/** The conversation: what was said, its place on the page, and the answer now arriving. */
export class Chat {
  #client;
  /** What is said to the model; the page shows `#entries`, which also tell how it went. */
  #conversation;
  #settings;
  #hooks;
  #list = byId("conversation");
  /** @type {import("./conversation.js").Entry[]} */
  #entries = loadConversation();
  /** @type {AbortController | null} */
  #running = null;
  #leaving = false;

  /**
   * @param {object} options
   * @param {any} options.client
   * @param {() => import("./settings.js").Settings} options.settings
   * @param {{ streaming: (on: boolean) => void, shown: () => void,
   *   giveBack: (question: import("./conversation.js").Question) => void }} options.hooks
   */
  constructor({ client, settings, hooks }) {
    this.#client = client;
    this.#conversation = new Conversation(client, {});
    this.#settings = settings;
    this.#hooks = hooks;
    for (const entry of this.#entries) this.#show(entry);
    this.#showEmpty();
    // A reload in the middle of an answer keeps what had arrived.
    addEventListener("pagehide", () => this.#running && this.#save());
    addEventListener("beforeunload", () => {
      this.#leaving = true;
    });
  }

  /**
   * @param {string} text
   * @param {import("./conversation.js").Picture[]} pictures
   * @param {string} [form]
   */
  async send(text, pictures, form) {
    if (this.#running) return;
    this.#add(newQuestion(text, pictures, form));
    this.#showEmpty();
    await this.#answer();
  }

  /** @returns {boolean} whether there was an answer to stop */
  stop() {
    this.#running?.abort();
    return this.#running !== null;
  }

  clear() {
    this.stop();
    this.#running = null;
    this.#conversation = new Conversation(this.#client, {});
    this.#hooks.streaming(false);
    this.#entries = [];
    this.#list.replaceChildren();
    this.#showEmpty();
    this.#save();
    announce("New chat");
  }

  async #answer() {
    const history = [...this.#entries];
    const settings = this.#settings();
    const answer = newAnswer(settings.model, history.at(-1)?.form);
    const view = this.#add(answer);
    const running = new AbortController();
    this.#running = running;
    this.#leaving = false;
    this.#hooks.streaming(true);
    this.#hooks.shown();
    this.#save();
    const changed = () => view.changed();
    const { signal } = running;
    const conversation = this.#conversation;
    await runTurn({ conversation, history, answer, settings, signal, changed });
    // A new chat may have begun while this answer was being stopped.
    if (this.#running !== running) return;
    // A page that is being left loses its connections first, which is no error to find later.
    if (this.#leaving && answer.state === "failed") {
      Object.assign(answer, { state: "stopped", trouble: null });
    }
    this.#running = null;
    this.#hooks.streaming(false);
    this.#save();
    announce(spoken(answer));
  }

  #again() {
    if (this.#running) return;
    this.#drop();
    this.#answer();
  }

  #removeLast() {
    if (this.#running) return;
    this.#drop();
    const question = this.#drop();
    this.#save();
    this.#showEmpty();
    this.#hooks.giveBack(question);
    announce("Question and answer deleted");
  }

  #drop() {
    this.#list.lastElementChild.remove();
    return this.#entries.pop();
  }

  #add(entry) {
    this.#entries.push(entry);
    return this.#show(entry);
  }

  #show(entry) {
    if (entry.role === "user") {
      this.#list.append(questionView(entry));
      return null;
    }
    const view = new AnswerView(entry, {
      again: () => this.#again(),
      remove: () => this.#removeLast(),
    });
    this.#list.append(view.element);
    return view;
  }

  #showEmpty() {
    byId("welcome").hidden = this.#entries.length > 0;
    byId("new-chat").disabled = this.#entries.length === 0;
  }

  #save() {
    const note = STORAGE_NOTES[saveConversation(this.#entries)];
    byId("storage-note").textContent = note;
    byId("storage-note").hidden = !note;
  }
}

function spoken(answer) {
  const text = answerText(answer);
  if (answer.state === "failed") return `${answer.trouble.title}. ${answer.trouble.advice}`;
  return answer.state === "stopped" ? `Stopped. ${text}` : `Answer: ${text}`;
}
