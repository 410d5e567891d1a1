// A square of the plane to place points on.
import { colour } from "../../page.js";
import { DrawingControl } from "./drawing.js";

const ARROWS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const REACH = 0.05; // how near a point has to be to be taken, of the side
const DOT = 5; // radius in CSS pixels

export class PlaneControl extends DrawingControl {
  roleDescription = "plane to place points on";
  help = "Click to place, drag to move; or arrow keys, Enter to place, Delete to remove.";
  #points = [];
  #held = -1;

  get raw() {
    return this.#points;
  }

  set raw(points) {
    this.#points = points.map(([x, y]) => [x, y]);
    this.draw();
  }

  // x_y*x_y: characters that an address leaves as they are
  get text() {
    return this.#points.map((point) => point.join("_")).join("*");
  }

  parse(text) {
    const { limit, most } = this.declaration;
    const points = text ? text.split("*").map((point) => point.split("_").map(Number)) : [];
    const right = (point) => point.length === 2 && point.every((x) => Math.abs(x) <= limit);
    return points.length <= most && points.every(right) ? points : undefined;
  }

  clear() {
    this.raw = [];
  }

  start(x, y) {
    const at = this.#place(x, y);
    this.cursor = at;
    this.#held = this.#near(at);
    return this.#held >= 0 ? false : this.#add(at);
  }

  move(x, y) {
    if (this.#held < 0) return false;
    this.cursor = this.#points[this.#held] = this.#place(x, y);
    return true;
  }

  key(key, fine) {
    const { limit, most } = this.declaration;
    let [x, y] = this.cursor ?? [0, 0];
    let changed = false;
    if (ARROWS[key]) {
      const step = limit / (fine ? 100 : 20);
      const move = (value, way) => rounded(Math.max(-limit, Math.min(limit, value + way * step)));
      [x, y] = [move(x, ARROWS[key][0]), move(y, ARROWS[key][1])];
    } else if (key === "Enter" || key === " ") changed = this.#add([x, y]);
    else if (key === "Delete" || key === "Backspace") changed = this.#remove([x, y]);
    else return null;
    this.cursor = [x, y];
    const full = this.#points.length >= most ? ", which is all there can be" : "";
    return { changed, say: `${x}, ${y}; ${this.#points.length} points${full}` };
  }

  paint(context, side) {
    const { limit, role } = this.declaration;
    const pixel = ([x, y]) => [((x / limit + 1) * side) / 2, ((1 - y / limit) * side) / 2];
    context.fillStyle = colour(this.canvas, "rule");
    const line = Math.max(1, Math.round(devicePixelRatio));
    context.fillRect(0, Math.round(side / 2), side, line);
    context.fillRect(Math.round(side / 2), 0, line, side);
    context.fillStyle = colour(this.canvas, role);
    for (const point of this.#points) {
      context.beginPath();
      context.arc(...pixel(point), DOT * devicePixelRatio, 0, 2 * Math.PI);
      context.fill();
    }
    if (!this.showsCursor) return;
    const [x, y] = pixel(this.cursor ?? [0, 0]);
    const arm = 10 * devicePixelRatio;
    context.fillStyle = colour(this.canvas, "guess");
    context.fillRect(x - arm, y - line, 2 * arm, 2 * line);
    context.fillRect(x - line, y - arm, 2 * line, 2 * arm);
  }

  #add(point) {
    if (this.#points.length >= this.declaration.most) return false;
    this.#held = this.#points.push(point) - 1;
    return true;
  }

  #remove(point) {
    const near = this.#near(point);
    if (near >= 0) this.#points.splice(near, 1);
    return near >= 0;
  }

  #near([x, y]) {
    const distances = this.#points.map((point) => Math.hypot(point[0] - x, point[1] - y));
    const least = Math.min(...distances);
    return least <= REACH * 2 * this.declaration.limit ? distances.indexOf(least) : -1;
  }

  #place(x, y) {
    const { limit } = this.declaration;
    return [rounded((2 * x - 1) * limit), rounded((1 - 2 * y) * limit)];
  }
}

// Two decimals: what an address can carry and an eye can see.
const rounded = (value) => Math.round(value * 100) / 100 + 0;
