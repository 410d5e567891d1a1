// The words of a demo's maps: point at one, and its map lies over the picture; press it, and it stays.
import { button, make } from "./make.js";

export class Looks {
  #node;
  #lay;
  #looks = []; // {label, panel, shape, values}
  #pinned = null; // which stays: an index
  #pointed = null;

  /** `lay(looks)` lays maps over the panels, after `stage` come the words. */
  constructor(stage, lay) {
    this.#node = make("div", { class: "un-looks", role: "group", "aria-label": "Where it looks", hidden: true });
    stage.parentNode.querySelector(":scope > .un-looks")?.remove();
    stage.after(this.#node);
    this.#lay = lay;
  }

  /** New maps: `looks` says which, `numbers` holds their values one after the other. */
  show(looks, numbers) {
    let from = 0;
    const fresh = looks.map((look) => {
      const [rows, columns] = look.shape;
      const values = numbers.subarray(from, from + rows * columns);
      from += rows * columns;
      return { ...look, values };
    });
    const same =
      fresh.length === this.#looks.length &&
      fresh.every(({ label, panel }, i) => label === this.#looks[i].label && panel === this.#looks[i].panel);
    this.#looks = fresh;
    if (!same) this.#build();
    this.#update();
  }

  #build() {
    this.#pinned = this.#pointed = null;
    this.#node.hidden = !this.#looks.length;
    const chips = this.#looks.map(({ label }, i) => {
      const chip = button(label, () => this.#pin(i), { class: "un-chip", "aria-pressed": "false" });
      chip.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && this.#point(i));
      chip.addEventListener("pointerleave", () => this.#point(null));
      chip.addEventListener("focus", () => chip.matches(":focus-visible") && this.#point(i));
      chip.addEventListener("blur", () => this.#point(null));
      return chip;
    });
    const first = (i) => i && this.#looks[i].panel !== this.#looks[i - 1].panel;
    const parted = chips.flatMap((chip, i) => (first(i) ? [make("span", {}, "and in the other for"), chip] : [chip]));
    this.#node.replaceChildren(make("span", {}, "Where it looks for"), ...parted);
  }

  #pin(i) {
    this.#pinned = this.#pinned === i ? null : i;
    if (this.#pinned === null) this.#pointed = null;
    this.#update();
  }

  #point(i) {
    this.#pointed = i;
    this.#update();
  }

  #update() {
    const at = this.#pointed ?? this.#pinned;
    [...this.#node.querySelectorAll("button")].forEach((chip, i) =>
      chip.setAttribute("aria-pressed", String(i === this.#pinned)),
    );
    this.#lay(at === null || !this.#looks[at] ? [] : [this.#looks[at]]);
  }
}
