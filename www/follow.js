import { byId } from "./dom.js";

/** Whoever scrolls down to within this distance of the end is taken to follow again. */
const NEAR_PX = 48;
/** Browsers round heights and places to whole pixels, each by itself. */
const ROUNDING_PX = 2;

/** Keeps the end of the conversation in view, unless the reader has scrolled away from it. */
export class Follower {
  #following = true;
  /** Where the page was scrolled to when that was last looked at. */
  #top = 0;
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
    this.#top = page.scrollTop;
  }

  #observe() {
    const { scrollTop, scrollHeight, clientHeight } = document.scrollingElement;
    const below = scrollHeight - scrollTop - clientHeight;
    // The answer may have grown since it was scrolled to: only moving up means leaving the end.
    if (scrollTop < this.#top) this.#following = below < ROUNDING_PX;
    else if (scrollTop > this.#top && below < NEAR_PX) this.#following = true;
    this.#top = scrollTop;
    this.#jump.hidden = this.#following || below < NEAR_PX;
  }
}
