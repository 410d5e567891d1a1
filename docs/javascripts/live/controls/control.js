// What all controls have in common: a declaration from Python, a value, a text for the address.
import { make } from "../make.js";

export class Control {
  /** `changed()` is called when the reader changes the value. `build` comes next, then a value. */
  constructor(declaration, id, changed) {
    this.declaration = declaration;
    this.name = declaration.name;
    this.id = id;
    this.changed = changed;
    this.node = make("div", { class: `un-control un-control--${declaration.kind}` });
  }

  // What a kind of control defines.
  build() {} // fill this.node
  get raw() {} // the value, as JSON for Python
  set raw(_) {}
  get text() {} // the value, for the address
  parse(_) {} // the value for such a text; undefined if there is none
  connect() {} // the page holds it, until destroy
  destroy() {}

  /** Whether the value is the default one. */
  get isDefault() {
    return JSON.stringify(this.raw) === JSON.stringify(this.declaration.default);
  }

  /** Whether the keyboard is here. */
  get focused() {
    return this.node.contains(document.activeElement);
  }

  /** The label of an input that lies beside it. */
  label(...more) {
    return make("label", { for: this.id, class: "un-control-label" }, this.declaration.label, ...more);
  }
}
