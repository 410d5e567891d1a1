// One of a few names.
import { Control } from "./control.js";
import { make } from "../make.js";

export class ChoiceControl extends Control {
  build() {
    const options = this.declaration.choices.map(([value, label]) => make("option", { value }, label));
    this.select = make("select", { id: this.id }, ...options);
    this.node.append(this.label(), this.select);
    this.select.addEventListener("change", this.changed);
  }

  get raw() {
    return this.select.value;
  }

  set raw(value) {
    this.select.value = value;
  }

  get text() {
    return this.raw;
  }

  parse(text) {
    return this.declaration.choices.some(([value]) => value === text) ? text : undefined;
  }
}
