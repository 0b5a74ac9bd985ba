import { announce } from "./announce.js";
import { byId, el } from "./dom.js";
import { icon } from "./icons.js";
import { fileSize, readPictures } from "./images.js";

/**
 * The message box: text, attached images, and the Send or Stop button.
 */
export class Composer {
  #form = byId("composer");
  #prompt = byId("prompt");
  #files = byId("files");
  #send = byId("send");
  #stop = byId("stop");
  /** @type {import("./conversation.js").Picture[]} */
  #pictures = [];
  /** Settles once every image attached so far can be sent. */
  #reading = Promise.resolve();
  #streaming = false;
  #refused = false;

  /** @param {{ send: (text: string, pictures: any[]) => void, stop: () => void }} actions */
  constructor({ send, stop }) {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(send);
    });
    this.#stop.addEventListener("click", stop);
    this.#prompt.addEventListener("input", () => this.#resize());
    this.#prompt.addEventListener("keydown", (event) => this.#keydown(event));
    this.#takeFiles();
  }

  focus() {
    this.#prompt.focus();
  }

  /** @param {string} text @param {any[]} [pictures] */
  fill(text, pictures = []) {
    this.#prompt.value = text;
    this.#pictures = pictures;
    this.#resize();
    this.#showPictures();
  }

  get empty() {
    return this.#prompt.value.trim() === "" && this.#pictures.length === 0;
  }

  /** @param {boolean} streaming */
  streaming(streaming) {
    const heldFocus = document.activeElement === this.#stop;
    this.#streaming = streaming;
    this.#send.hidden = streaming;
    this.#stop.hidden = !streaming;
    // A button that vanishes must not take the focus with it.
    if (heldFocus && !streaming) this.focus();
  }

  /** @param {File[]} files */
  attach(files) {
    this.#reading = this.#reading.then(() => this.#read(files));
    return this.#reading;
  }

  /** @param {string} text @param {File[]} files */
  submit(text, files) {
    this.fill(text);
    if (files.length) this.attach(files);
    this.#form.requestSubmit();
  }

  async #read(files) {
    const { pictures, refusals } = await readPictures(files);
    this.#pictures.push(...pictures);
    this.#showPictures();
    this.#showRefusals(refusals);
    if (pictures.length) announce(`Attached ${pictures.map(({ name }) => name).join(", ")}`);
  }

  async #submit(send) {
    this.#showRefusals([]);
    await this.#reading;
    // What was refused while waiting is for the reader to see before the rest goes out.
    if (this.#streaming || this.empty || this.#refused) return;
    const text = this.#prompt.value.trim();
    const pictures = this.#pictures;
    this.fill("");
    this.focus();
    send(text, pictures);
  }

  #keydown(event) {
    // During composition, Enter picks a word and does not send.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  /** The text's copy in a pseudo-element gives the box its height, without inline styles. */
  #resize() {
    this.#prompt.parentElement.dataset.text = this.#prompt.value;
  }

  #takeFiles() {
    byId("attach").addEventListener("click", () => this.#files.click());
    this.#files.addEventListener("change", async () => {
      await this.attach([...this.#files.files]);
      this.#files.value = "";
      this.focus();
    });
    this.#prompt.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length === 0) return;
      event.preventDefault();
      this.attach([...event.clipboardData.files]);
    });
    this.#takeDrops();
  }

  #takeDrops() {
    const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
    const mark = (over) => document.body.classList.toggle("dropping", over);
    addEventListener("dragover", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      mark(true);
    });
    addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) mark(false);
    });
    addEventListener("drop", (event) => {
      mark(false);
      if (!holdsFiles(event)) return;
      event.preventDefault();
      this.attach([...event.dataTransfer.files]);
    });
  }

  #showPictures() {
    const list = byId("attachments");
    list.hidden = this.#pictures.length === 0;
    list.replaceChildren(...this.#pictures.map((picture) => this.#thumbnail(picture)));
  }

  #thumbnail(picture) {
    const remove = () => {
      this.#pictures = this.#pictures.filter((other) => other !== picture);
      this.#showPictures();
      this.focus();
    };
    const button = { type: "button", "aria-label": `Remove ${picture.name}`, onclick: remove };
    return el(
      "li",
      {},
      el("img", { src: picture.url ?? picture.kept, alt: "" }),
      el("span", { class: "file" }, picture.name, el("small", { text: fileSize(picture.size) })),
      el("button", { ...button, class: "icon-button" }, icon("close")),
    );
  }

  #showRefusals(refusals) {
    const note = byId("refusals");
    this.#refused = refusals.length > 0;
    note.hidden = !this.#refused;
    note.textContent = refusals.join(" ");
  }
}
