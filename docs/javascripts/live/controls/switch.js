// On or off.
import { Control } from "./control.js";
import { make } from "../make.js";

export class SwitchControl extends Control {
  build() {
    this.input = make("input", { id: this.id, type: "checkbox", role: "switch" });
    this.node.append(this.input, this.label());
    this.input.addEventListener("change", this.changed);
  }

  get raw() {
    return this.input.checked;
  }

  set raw(value) {
    this.input.checked = value;
  }

  get text() {
    return this.raw ? "on" : "off";
  }

  parse(text) {
    return { on: true, off: false }[text];
  }
}
