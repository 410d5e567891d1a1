// A line of text, with suggestions.
import { Control } from "./control.js";
import { make } from "../make.js";

const PAUSE = 300; // ms after the last letter

export class PromptControl extends Control {
  #waiting = 0;

  build() {
    const { longest, suggestions } = this.declaration;
    const list = `${this.id}-suggestions`;
    this.input = make("input", {
      id: this.id,
      type: "text",
      maxlength: longest,
      autocomplete: "off",
      list: suggestions.length ? list : undefined,
    });
    this.node.append(this.label(), this.input);
    if (suggestions.length)
      this.node.append(
        make("datalist", { id: list }, ...suggestions.map((value) => make("option", { value }))),
      );
    this.input.addEventListener("input", () => {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(this.changed, PAUSE);
    });
  }

  get raw() {
    return this.input.value;
  }

  set raw(value) {
    this.input.value = value;
  }

  get text() {
    return this.raw;
  }

  parse(text) {
    return text.length <= this.declaration.longest ? text : undefined;
  }

  destroy() {
    clearTimeout(this.#waiting);
  }
}
