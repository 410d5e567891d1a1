// A grid of cells to draw on.
import { colour } from "../../page.js";
import { make } from "../make.js";
import { DrawingControl, edge, frame, neighbour } from "./drawing.js";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

export class GridControl extends DrawingControl {
  roleDescription = "grid to draw on";
  help = "Draw; or arrow keys and space.";
  #cells = []; // 0 and 1, row by row
  #ink = 1;
  #last = null;

  build() {
    super.build();
    this.canvas.classList.add("un-on-paper"); // in the dark, too, as the pictures made of it are
    const { presets } = this.declaration;
    if (!presets.length) return;
    this.presets = make(
      "select",
      { id: `${this.id}-preset`, "aria-label": `Preset: ${this.declaration.label}` },
      make("option", { value: "" }, "Your own"),
      ...presets.map(([label, cells]) => make("option", { value: cells }, label)),
    );
    this.presets.addEventListener("change", () => {
      if (this.presets.value) this.act(() => (this.raw = this.presets.value));
      else this.act(() => this.clear());
    });
    this.canvas.before(this.presets);
  }

  draw() {
    super.draw();
    if (!this.presets) return;
    const { raw } = this;
    const known = this.declaration.presets.some(([, cells]) => cells === raw);
    this.presets.value = known ? raw : "";
  }

  get raw() {
    return this.#cells.join("");
  }

  set raw(text) {
    this.#cells = Array.from(text, Number);
    this.draw();
  }

  // Six cells a letter.
  get text() {
    return this.raw.replace(/.{1,6}/g, (six) => DIGITS[parseInt(six.padEnd(6, "0"), 2)]);
  }

  parse(text) {
    const cells = this.declaration.n ** 2;
    if (text.length !== Math.ceil(cells / 6) || !/^[\w-]*$/.test(text)) return undefined;
    const bits = Array.from(text, (c) => DIGITS.indexOf(c).toString(2).padStart(6, "0")).join("");
    return bits.slice(0, cells);
  }

  clear() {
    this.raw = "0".repeat(this.declaration.n ** 2);
  }

  start(x, y) {
    const at = this.#cell(x, y);
    this.#ink = 1 - this.#cells[at];
    this.#last = [x, y];
    this.#cells[at] = this.#ink;
    return true;
  }

  // Every cell on the way, however fast the pointer.
  move(x, y) {
    const { n } = this.declaration;
    const [fromX, fromY] = this.#last;
    this.#last = [x, y];
    const steps = Math.ceil(Math.max(Math.abs(x - fromX), Math.abs(y - fromY)) * n * 2) || 1;
    let changed = false;
    for (let i = 1; i <= steps; i++) {
      const at = this.#cell(fromX + ((x - fromX) * i) / steps, fromY + ((y - fromY) * i) / steps);
      changed ||= this.#cells[at] !== this.#ink;
      this.#cells[at] = this.#ink;
    }
    return changed;
  }

  key(key) {
    const { n } = this.declaration;
    const here = this.cursor ?? [0, 0];
    const toggles = key === " " || key === "Enter";
    const next = toggles ? here : neighbour(here, key, n);
    if (!next) return null;
    const [row, column] = (this.cursor = next);
    const at = row * n + column;
    if (toggles) this.#cells[at] = 1 - this.#cells[at];
    const state = this.#cells[at] ? "on" : "off";
    return { changed: toggles, say: `row ${row + 1}, column ${column + 1}, ${state}` };
  }

  paint(context, side) {
    const { n } = this.declaration;
    const at = (i) => edge(i, n, side);
    const gap = Math.max(1, Math.round(devicePixelRatio));
    const colours = [colour(this.canvas, "rule"), colour(this.canvas, "ink")];
    this.#cells.forEach((cell, i) => {
      const [x, y] = [at(i % n), at(Math.floor(i / n))];
      context.fillStyle = colours[cell];
      context.fillRect(x, y, at((i % n) + 1) - x - gap, at(Math.floor(i / n) + 1) - y - gap);
    });
    if (!this.showsCursor) return;
    frame(context, this.cursor ?? [0, 0], n, gap);
  }

  #cell(x, y) {
    const { n } = this.declaration;
    const index = (value) => Math.min(n - 1, Math.floor(value * n));
    return index(y) * n + index(x);
  }
}
