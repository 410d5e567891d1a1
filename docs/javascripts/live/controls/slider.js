// A number on a line.
import { Control } from "./control.js";
import { make } from "../make.js";

export class SliderControl extends Control {
  build() {
    const { minimum, maximum, step, role } = this.declaration;
    this.input = make("input", {
      id: this.id,
      type: "range",
      min: minimum,
      max: typeof maximum === "number" ? maximum : undefined,
      step,
      class: role,
    });
    this.output = make("output", { for: this.id });
    this.node.append(this.label(this.output), this.input);
    this.input.addEventListener("input", () => {
      this.#show();
      this.changed();
    });
  }

  /** The name of the control that is this one's maximum, if one is. */
  get limitedBy() {
    const { maximum } = this.declaration;
    return typeof maximum === "string" ? maximum : null;
  }

  limit(maximum) {
    this.input.max = maximum; // the browser brings the value back into range
    this.#show();
  }

  get raw() {
    return this.input.valueAsNumber;
  }

  set raw(value) {
    this.input.value = value;
    this.#show();
  }

  get text() {
    return this.input.value;
  }

  parse(text) {
    const { minimum, step } = this.declaration;
    const number = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
    const whole = Number.isInteger(minimum) && Number.isInteger(step);
    if (!(number >= minimum && number <= Number(this.input.max))) return undefined;
    return whole && !Number.isInteger(number) ? undefined : number;
  }

  /** Say the value, and what it has brought about, to those who cannot see it. */
  say(outcome) {
    this.input.setAttribute("aria-valuetext", [this.#words(), ...outcome].join(", "));
  }

  #words() {
    const { minimum, step } = this.declaration;
    const decimals = Math.max(...[minimum, step].map((x) => String(x).split(".")[1]?.length ?? 0));
    return `${this.raw.toFixed(decimals)}${this.limitedBy ? ` of ${this.input.max}` : ""}`;
  }

  #show() {
    const { min, max } = this.input;
    this.output.value = this.#words();
    this.input.style.setProperty("--un-done", `${(100 * (this.raw - min)) / (max - min || 1)}%`);
    this.say([]);
  }
}
