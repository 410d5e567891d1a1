// The pictures and numbers of a demo: a view from Python, drawn on canvases.
import { colour, onSchemeChange } from "../page.js";
import { Looks } from "./looks.js";
import { make } from "./make.js";

const DOT = 2.2 / 360; // radius, of the side: that of the poster
const LINE = 1.5; // CSS pixels
const MOST_SIDE = 1600; // pixels

export class Stage {
  #element;
  #readouts;
  #panels = [];
  #looks;
  #leave;
  view = null;
  numbers = null;

  /** `element` holds the panels and `readouts` the numbers, both as the build wrote them. */
  constructor(element, readouts) {
    this.#element = element;
    this.#readouts = readouts;
    this.#panels = [...element.querySelectorAll(".un-panel")].map((node) => new Panel(node));
    this.#looks = new Looks(element, (laid) => this.#lay(laid));
    const resized = new ResizeObserver(() => this.#redraw());
    resized.observe(element);
    const stopScheme = onSchemeChange(() => this.#redraw());
    this.#leave = () => {
      resized.disconnect();
      stopScheme();
    };
  }

  destroy() {
    this.#leave();
  }

  /** Show a view. `numbers` are its panels' values, one after the other. */
  show(view, numbers) {
    this.view = view;
    this.numbers = numbers;
    while (this.#panels.length < view.panels.length) this.#add();
    while (this.#panels.length > view.panels.length) this.#panels.pop().node.remove();
    let from = 0;
    view.panels.forEach((panel, i) => {
      const count = panel.shape ? product(panel.shape) : panel.sets.reduce((n, s) => n + 2 * s.count, 0);
      this.#panels[i].show(panel, numbers.subarray(from, from + count));
      from += count;
    });
    this.#looks.show(view.looks ?? [], numbers.subarray(from));
    this.#say(view.readouts);
  }

  /** The values of one panel: what tests compare. */
  values(index) {
    return this.#panels[index].values;
  }

  /** The canvases, in their order. */
  get canvases() {
    return this.#panels.map((panel) => panel.canvas);
  }

  /** The canvases that hold what came out: those of the state itself, where it is told apart. */
  get results() {
    const own = this.#panels.filter(({ panel }) => panel.role === "signal");
    return (own.length ? own : this.#panels).map(({ canvas }) => canvas);
  }

  /** The readouts in words. */
  get words() {
    return this.view.readouts.map(({ words, text }) => `${words} ${text}`);
  }

  #add() {
    const node = make(
      "div",
      { class: "un-panel" },
      make("div", { class: "un-view" }),
      make("p", { class: "un-label" }, make("b")),
    );
    this.#element.append(node);
    this.#panels.push(new Panel(node));
  }

  #say(readouts) {
    const items = [...this.#readouts.children];
    if (items.length !== readouts.length || readouts.some((r, i) => r.label !== items[i].dataset.label))
      this.#readouts.replaceChildren(
        ...readouts.map(({ label, role }) =>
          make("span", { class: role, "data-label": label }, `${label} `, make("b")),
        ),
      );
    readouts.forEach(({ text }, i) => (this.#readouts.children[i].querySelector("b").textContent = text));
  }

  // Maps over the panels that they belong to; the others are as they are.
  #lay(laid) {
    this.#panels.forEach((panel, i) => panel.lay(laid.find((look) => look.panel === i)));
  }

  #redraw() {
    for (const panel of this.#panels) if (panel.panel?.sets) panel.draw();
  }
}

class Panel {
  constructor(node) {
    this.node = node;
    this.canvas = make("canvas", { role: "img" });
    this.panel = null;
    this.values = null;
    this.look = null;
  }

  /** Lay a map over the picture, or take it away. */
  lay(look = null) {
    if (look === this.look) return;
    this.look = look;
    this.draw();
  }

  show(panel, values) {
    this.panel = panel;
    this.values = values;
    const label = this.node.querySelector(".un-label b");
    if (label.textContent !== panel.label) label.textContent = panel.label;
    label.className = panel.role ?? "";
    this.canvas.setAttribute("aria-label", panel.label);
    const view = this.node.querySelector(".un-view");
    if (this.canvas.parentNode !== view) view.replaceChildren(this.canvas);
    this.canvas.classList.toggle("un-points", Boolean(panel.sets));
    this.draw();
  }

  draw() {
    if (this.panel.shape) this.#pixels();
    else this.#points();
  }

  // (value + 1) · 127.5; the clamped array rounds and clamps like the build does.
  #pixels() {
    const [height, width, channels = 1] = this.panel.shape;
    const { canvas, values } = this;
    if (canvas.width !== width || canvas.height !== height)
      Object.assign(canvas, { width, height });
    const image = new ImageData(width, height);
    const { data } = image;
    for (let from = 0, to = 0; to < data.length; from += channels, to += 4) {
      data[to] = (values[from] + 1) * 127.5;
      data[to + 1] = (values[from + (channels > 1)] + 1) * 127.5;
      data[to + 2] = (values[from + 2 * (channels > 1)] + 1) * 127.5;
      data[to + 3] = 255;
    }
    if (this.look) dim(data, width, height, this.look);
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  #points() {
    const { canvas, values } = this;
    const { ranges, axes, sets } = this.panel;
    const [[left, right], [bottom, top]] = ranges;
    const scale = devicePixelRatio;
    const side = Math.min(MOST_SIDE, Math.round(this.node.clientWidth * scale)) || 360;
    if (canvas.width !== side || canvas.height !== side) Object.assign(canvas, { width: side, height: side });
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, side, side);
    const across = (x) => ((x - left) / (right - left)) * side;
    const down = (y) => ((top - y) / (top - bottom)) * side;
    if (axes) this.#axes(context, side, axes);
    let from = 0;
    for (const { count, role, line } of sets) {
      context.fillStyle = context.strokeStyle = colour(canvas, role);
      context.lineWidth = LINE * scale;
      context.beginPath();
      for (const end = from + 2 * count; from < end; from += 2) {
        const [x, y] = [across(values[from]), down(values[from + 1])];
        if (line) context.lineTo(x, y);
        else {
          const radius = Math.max(DOT * side, 1.5 * scale);
          context.moveTo(x + radius, y);
          context.arc(x, y, radius, 0, 2 * Math.PI);
        }
      }
      if (line) context.stroke();
      else context.fill();
    }
  }

  // The two axes as a hairline, each with its words.
  #axes(context, side, [along, upwards]) {
    const scale = devicePixelRatio;
    context.fillStyle = colour(this.canvas, "rule");
    context.fillRect(0, side - scale, side, scale);
    context.fillRect(0, 0, scale, side);
    context.fillStyle = colour(this.canvas, "soft");
    context.font = `${12 * scale}px ${getComputedStyle(this.canvas).getPropertyValue("--un-sans")}`;
    context.textAlign = "right";
    context.fillText(along, side - 6 * scale, side - 8 * scale);
    context.textAlign = "left";
    context.fillText(upwards, 8 * scale, 16 * scale);
  }
}

// A picture where it counts as it is, and dark where it does not.
function dim(data, width, height, { shape: [rows, columns], values }) {
  for (let i = 0; i < width * height; i++) {
    const row = Math.floor((Math.floor(i / width) * rows) / height);
    const column = Math.floor(((i % width) * columns) / width);
    const light = 0.12 + 0.88 * values[row * columns + column];
    for (let c = 0; c < 3; c++) data[4 * i + c] *= light;
  }
}

const product = (numbers) => numbers.reduce((a, b) => a * b, 1);
