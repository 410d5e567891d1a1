// All controls of a demo, built from their declarations.
import { ChoiceControl } from "./choice.js";
import { GridControl } from "./grid.js";
import { PaintControl } from "./paint.js";
import { PictureControl } from "./picture.js";
import { PlaneControl } from "./plane.js";
import { PromptControl } from "./prompt.js";
import { SeedControl } from "./seed.js";
import { SliderControl } from "./slider.js";
import { SwitchControl } from "./switch.js";

const KINDS = {
  slider: SliderControl,
  choice: ChoiceControl,
  seed: SeedControl,
  switch: SwitchControl,
  grid: GridControl,
  plane: PlaneControl,
  prompt: PromptControl,
  picture: PictureControl,
  paint: PaintControl,
};

export class Controls {
  /** `id` makes the inputs' ids unique on the page; `changed()` is called on every change. */
  constructor(declarations, id, changed) {
    const tell = () => {
      this.#limit();
      changed();
    };
    this.all = declarations.map(
      (declaration) => new KINDS[declaration.kind](declaration, `${id}-${declaration.name}`, tell),
    );
    for (const control of this.all) control.build();
    this.reset();
  }

  /** The main one, which is wide: the first, if it is a slider. */
  get main() {
    return this.all[0]?.declaration.kind === "slider" ? this.all[0] : null;
  }

  /** What Python gets: values as JSON, and pictures as bytes. */
  values() {
    const values = {};
    const pictures = {};
    for (const control of this.all) {
      if (control.bytes) pictures[control.name] = control.bytes;
      else values[control.name] = control.raw;
    }
    return { values, pictures };
  }

  /** What the address holds: everything that is not as it was, but the reader's own picture. */
  texts() {
    const told = this.all.filter((control) => !control.isDefault && !control.bytes);
    return Object.fromEntries(told.map((control) => [control.name, control.text]));
  }

  /** The state in words: what is not as it was, and the first control in any case. */
  get words() {
    const told = this.all.filter((control, i) => !i || (!control.isDefault && !control.bytes));
    const short = (text) => (text.length > 60 ? "…" : text);
    return told.map((c, i) => (i ? `${c.declaration.label} ${short(c.text)}` : c.text || "nothing")).join(", ");
  }

  /** Whether the address cannot hold all there is. */
  get hasOwnPicture() {
    return this.all.some((control) => control.bytes);
  }

  /** Set what an address holds; gives what it could not be set to, in words. */
  apply(texts) {
    const refused = Object.keys(texts).filter((name) => !this.all.some((c) => c.name === name));
    for (const control of this.#inOrder()) {
      const text = texts[control.name];
      if (text === undefined) continue;
      const raw = control.parse(text);
      if (raw === undefined) refused.push(control.name);
      else control.raw = raw;
      this.#limit();
    }
    return refused.map((name) => `${name} = ${texts[name]}`);
  }

  /** Bring the keyboard to the first control. */
  focus() {
    this.all[0]?.node.querySelector("input, select, canvas")?.focus();
  }

  reset() {
    for (const control of this.#inOrder()) {
      control.raw = control.declaration.default;
      this.#limit();
    }
  }

  /** The page holds them (again), or does so no more. */
  connect() {
    for (const control of this.all) control.connect();
  }

  destroy() {
    for (const control of this.all) control.destroy();
  }

  // A slider that ends where another one stands comes after it.
  #inOrder() {
    return [...this.all].sort((a, b) => Boolean(a.limitedBy) - Boolean(b.limitedBy));
  }

  #limit() {
    for (const { node, declaration } of this.all) {
      const [name, values] = declaration.when ?? [];
      node.hidden = Boolean(name) && !values.includes(this.all.find((c) => c.name === name).raw);
    }
    for (const control of this.all)
      if (control.limitedBy)
        control.limit(this.all.find(({ name }) => name === control.limitedBy).raw);
  }
}
