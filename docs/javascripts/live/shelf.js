// The last results of a demo as thumbnails, each with all its steps: to return to, not to compute again.
import { make } from "./make.js";
import { compose } from "./save.js";

const MOST = 8;

export class Shelf {
  #kept = []; // {texts, frames, node}

  /** `take(texts, frames)` brings a result back onto the stage. */
  constructor(take) {
    this.take = take;
    this.list = make("div", { class: "un-shelf-list", role: "group", "aria-label": "Earlier results" });
    this.node = make("div", { class: "un-shelf", hidden: true }, make("p", { class: "un-control-note" }, "Earlier results"), this.list);
  }

  /** Keep a result: the state that it came from, its steps, and how it looks. */
  keep(texts, frames, canvases, words) {
    const same = JSON.stringify(texts);
    this.#drop(this.#kept.find((one) => JSON.stringify(one.texts) === same));
    const whole = compose(canvases);
    const picture = make("canvas", { width: whole.width, height: whole.height, "aria-hidden": "true" });
    picture.getContext("2d").drawImage(whole, 0, 0);
    const node = make("button", { type: "button", class: "un-shelf-item", title: words, "aria-label": `Return to: ${words}` }, picture);
    const one = { texts, frames, node };
    node.addEventListener("click", () => this.take(one.texts, one.frames));
    this.#kept.unshift(one);
    this.list.prepend(node);
    if (this.#kept.length > MOST) this.#drop(this.#kept.at(-1));
    this.node.hidden = this.#kept.length < 2;
  }

  #drop(one) {
    if (!one) return;
    one.node.remove();
    this.#kept = this.#kept.filter((other) => other !== one);
  }
}
