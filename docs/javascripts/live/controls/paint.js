// A small picture to paint with a few colours.
import { make } from "../make.js";
import { DrawingControl, edge, frame, neighbour } from "./drawing.js";

const BRUSHES = [
  ["Thin", 1],
  ["Medium", 3],
  ["Wide", 6],
];

export class PaintControl extends DrawingControl {
  roleDescription = "picture to paint";
  help = "Paint; or arrow keys and space.";
  #pixels = []; // letters, row by row
  #ink = "a";
  #last = null;

  build() {
    super.build();
    const { palette } = this.declaration;
    const name = `${this.id}-colour`;
    const swatches = palette.map(([label, value], i) =>
      make(
        "label",
        { class: "un-swatch", title: label },
        make("input", { type: "radio", name, value: letter(i), "aria-label": label, checked: i === 7 }),
        make("span", { style: `background: ${value}` }),
      ),
    );
    this.colours = make("div", { class: "un-swatches", role: "radiogroup", "aria-label": "Colour" }, ...swatches);
    this.colours.addEventListener("change", ({ target }) => (this.#ink = target.value));
    this.#ink = letter(Math.min(7, palette.length - 1));
    this.brush = make(
      "select",
      { "aria-label": "Brush" },
      ...BRUSHES.map(([label, size]) => make("option", { value: size, selected: size === 3 }, label)),
    );
    this.canvas.after(this.colours, this.brush);
  }

  get raw() {
    return this.#pixels.join("");
  }

  set raw(text) {
    this.#pixels = Array.from(text);
    this.draw();
  }

  // Runs of one colour: a letter, and how often it stands there.
  get text() {
    return this.raw.replace(/(.)\1*/g, (run) => run[0] + (run.length > 1 ? run.length : ""));
  }

  parse(text) {
    const { n, palette } = this.declaration;
    if (!/^([a-z]\d{0,4})*$/.test(text)) return undefined;
    const whole = text.replace(/([a-z])(\d*)/g, (_, one, times) => one.repeat(Math.min(n ** 2, times || 1)));
    const last = letter(palette.length - 1);
    return whole.length === n ** 2 && Array.from(whole).every((one) => one <= last) ? whole : undefined;
  }

  clear() {
    this.raw = this.#ink.repeat(this.declaration.n ** 2);
  }

  start(x, y) {
    this.#last = [x, y];
    return this.#dab(x, y);
  }

  // Every pixel on the way, however fast the pointer.
  move(x, y) {
    const [fromX, fromY] = this.#last;
    this.#last = [x, y];
    const steps = Math.ceil(Math.max(Math.abs(x - fromX), Math.abs(y - fromY)) * this.declaration.n * 2) || 1;
    let changed = false;
    for (let i = 1; i <= steps; i++)
      changed = this.#dab(fromX + ((x - fromX) * i) / steps, fromY + ((y - fromY) * i) / steps) || changed;
    return changed;
  }

  key(key) {
    const { n } = this.declaration;
    const here = this.cursor ?? [0, 0];
    const paints = key === " " || key === "Enter";
    const next = paints ? here : neighbour(here, key, n);
    if (!next) return null;
    const [row, column] = (this.cursor = next);
    const changed = paints && this.#dab((column + 0.5) / n, (row + 0.5) / n);
    const at = this.#pixels[row * n + column];
    const [name] = this.declaration.palette[at.charCodeAt(0) - 97];
    return { changed, say: `row ${row + 1}, column ${column + 1}, ${name}` };
  }

  paint(context, side) {
    const { n, palette } = this.declaration;
    const at = (i) => edge(i, n, side);
    this.#pixels.forEach((pixel, i) => {
      const [x, y] = [at(i % n), at(Math.floor(i / n))];
      [, context.fillStyle] = palette[pixel.charCodeAt(0) - 97];
      context.fillRect(x, y, at((i % n) + 1) - x, at(Math.floor(i / n) + 1) - y);
    });
    if (!this.showsCursor) return;
    frame(context, this.cursor ?? [0, 0], n);
  }

  #dab(x, y) {
    const { n } = this.declaration;
    const size = Number(this.brush.value);
    const first = (value) => Math.round(value * n - size / 2);
    const [left, top] = [first(x), first(y)];
    let changed = false;
    for (let row = Math.max(0, top); row < Math.min(n, top + size); row++)
      for (let column = Math.max(0, left); column < Math.min(n, left + size); column++) {
        const at = row * n + column;
        changed ||= this.#pixels[at] !== this.#ink;
        this.#pixels[at] = this.#ink;
      }
    return changed;
  }
}

const letter = (i) => String.fromCharCode(97 + i);
