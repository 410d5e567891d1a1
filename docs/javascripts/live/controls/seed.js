// What decides the random numbers: a number, and a button that rolls another.
import { Control } from "./control.js";
import { button, make } from "../make.js";

export class SeedControl extends Control {
  #raw = 0;

  build() {
    const { maximum } = this.declaration;
    this.input = make("input", {
      id: this.id,
      type: "number",
      inputmode: "numeric",
      min: 0,
      max: maximum,
      step: 1,
      required: true,
    });
    const roll = button("Roll", () => {
      this.raw = Math.floor(Math.random() * 1e6);
      this.changed();
    }, { "aria-label": `Roll: ${this.declaration.label}` });
    this.node.append(this.label(), make("div", { class: "un-control-row" }, this.input, roll));
    this.input.addEventListener("input", () => {
      if (!this.input.checkValidity()) return; // half typed: the last whole one stays
      this.#raw = this.input.valueAsNumber;
      this.changed();
    });
    this.input.addEventListener("change", () => (this.input.value = this.#raw));
  }

  get raw() {
    return this.#raw;
  }

  set raw(value) {
    this.#raw = value;
    this.input.value = value;
  }

  get text() {
    return String(this.#raw);
  }

  parse(text) {
    const number = /^\d+$/.test(text) ? Number(text) : NaN;
    return number <= this.declaration.maximum ? number : undefined;
  }
}
