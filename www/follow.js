import { byId } from "./dom.js";

/** Within this distance of the end, the reader is taken to be following. */
const NEAR_PX = 48;

/** Keeps the end of the conversation in view, unless the reader has scrolled away from it. */
export class Follower {
  #following = true;
  #jump = byId("jump");

  constructor() {
    addEventListener("scroll", () => this.#observe(), { passive: true });
    addEventListener("resize", () => this.#resized());
    // Text arrives, images load, the settings make the column narrower.
    new ResizeObserver(() => this.#resized()).observe(byId("main"));
    this.#jump.addEventListener("click", () => {
      this.toEnd();
      byId("prompt").focus();
    });
  }

  toEnd() {
    this.#following = true;
    this.#scroll();
    this.#jump.hidden = true;
  }

  #resized() {
    if (this.#following) this.#scroll();
    else this.#observe();
  }

  #scroll() {
    const page = document.scrollingElement;
    page.scrollTo({ top: page.scrollHeight, behavior: "instant" });
  }

  #observe() {
    const page = document.scrollingElement;
    this.#following = page.scrollHeight - page.scrollTop - page.clientHeight < NEAR_PX;
    this.#jump.hidden = this.#following;
  }
}
