// A square canvas that a reader works on with a pointer or the keyboard: the base of grid and plane.
import { colour, onSchemeChange } from "../../page.js";
import { Control } from "./control.js";
import { button, make } from "../make.js";

const MOST_UNDO = 100;
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** The cell that an arrow key leads to from [row, column], of n × n; nothing for another key. */
export function neighbour([row, column], key, n) {
  const inside = (value) => Math.max(0, Math.min(n - 1, value));
  return ARROWS[key] && [inside(row + ARROWS[key][0]), inside(column + ARROWS[key][1])];
}

/** Where cell i of n begins, on a canvas of `side` pixels. */
export const edge = (i, n, side) => Math.round((i * side) / n);

/** Show which cell the keyboard is at, `gap` pixels smaller than it is. */
export function frame(context, [row, column], n, gap = 0) {
  const { canvas } = context;
  const at = (i) => edge(i, n, canvas.width);
  context.strokeStyle = colour(canvas, "guess");
  context.lineWidth = 2.5 * devicePixelRatio;
  context.strokeRect(at(column), at(row), at(column + 1) - at(column) - gap, at(row + 1) - at(row) - gap);
}

export class DrawingControl extends Control {
  build() {
    this.cursor = null; // where the keyboard is
    this.canvas = make("canvas", {
      id: this.id,
      class: "un-drawing",
      tabindex: 0,
      role: "application",
      "aria-label": this.declaration.label,
      "aria-roledescription": this.roleDescription,
      "aria-describedby": `${this.id}-help`,
    });
    this.said = make("span", { class: "un-unseen", role: "status" });
    this.undo = button("Undo", () => this.#undo(), {
      "aria-label": `Undo: ${this.declaration.label}`,
      disabled: true,
    });
    this.node.append(
      make(
        "div",
        { class: "un-control-label" },
        make("span", {}, this.declaration.label),
        this.undo,
        button("Clear", () => this.act(() => this.clear()), {
          "aria-label": `Clear: ${this.declaration.label}`,
        }),
      ),
      this.canvas,
      make("p", { class: "un-control-note", id: `${this.id}-help` }, this.help),
      this.said,
    );
    for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel"])
      this.canvas.addEventListener(type, (event) => this.#pointer(type, event));
    this.canvas.addEventListener("keydown", (event) => this.#key(event));
    for (const type of ["focus", "blur"]) this.canvas.addEventListener(type, () => this.draw());
  }

  connect() {
    this.#size = new ResizeObserver(() => this.draw());
    this.#size.observe(this.canvas);
    this.#scheme = onSchemeChange(() => this.draw());
  }

  // What a kind of drawing defines.
  roleDescription = "";
  help = "";
  clear() {}
  start() {} // the pointer comes down at (x, y), each 0 … 1 from the top left
  move() {}
  key() {} // act on a key; true if it was one of ours
  paint() {} // draw, with a context and its size in pixels

  draw() {
    const side = Math.round(this.canvas.clientWidth * devicePixelRatio);
    if (!side) return;
    if (this.canvas.width !== side) this.canvas.width = this.canvas.height = side;
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, side, side);
    this.paint(context, side);
  }

  destroy() {
    this.#size.disconnect();
    this.#scheme();
  }

  /** Do what can be undone. */
  act(action) {
    this.#keep();
    action();
    this.#changed();
  }

  /** Whether the keyboard's place is to be seen. */
  get showsCursor() {
    return this.canvas.matches(":focus-visible");
  }

  #size = null;
  #scheme = null;
  #down = false;
  #past = []; // what was drawn before each stroke

  #keep() {
    this.#past.push(structuredClone(this.raw));
    if (this.#past.length > MOST_UNDO) this.#past.shift();
    this.undo.disabled = false;
  }

  // Nothing came of it.
  #forget() {
    this.#past.pop();
    this.undo.disabled = !this.#past.length;
  }

  #undo() {
    if (!this.#past.length) return;
    this.raw = this.#past.pop();
    this.said.textContent = "Undone.";
    this.undo.disabled = !this.#past.length;
    if (this.undo.disabled) this.canvas.focus({ focusVisible: false });
    this.changed();
  }

  #pointer(type, event) {
    if (type === "pointerup" || type === "pointercancel") this.#down = false;
    if (type === "pointerdown" && event.button === 0) {
      this.#down = true;
      this.canvas.setPointerCapture(event.pointerId);
    }
    if (!this.#down) return;
    event.preventDefault();
    const box = this.canvas.getBoundingClientRect();
    const inside = (value) => Math.max(0, Math.min(1, value));
    const x = inside((event.clientX - box.left) / box.width);
    const y = inside((event.clientY - box.top) / box.height);
    if (type === "pointerdown") {
      this.canvas.focus({ focusVisible: false });
      this.#keep();
    }
    if (type === "pointerdown" ? this.start(x, y) : this.move(x, y)) this.#changed();
  }

  #key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "z") {
      event.preventDefault();
      return this.#undo();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    this.#keep();
    const outcome = this.key(event.key, event.shiftKey);
    if (!outcome?.changed) this.#forget();
    if (!outcome) return;
    event.preventDefault();
    this.said.textContent = outcome.say;
    if (outcome.changed) this.#changed();
    else this.draw();
  }

  #changed() {
    this.draw();
    this.changed();
  }
}
