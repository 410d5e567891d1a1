// `points`: particles in the plane, drawn as dots at the screen's own resolution.
import { colour, figureFile, get } from "./page.js";
import { Player, canvasFor, cover } from "./player.js";

const LEVELS = 2048; // as in gen/render/points.py
const MOST_PIXELS = 4e6; // of one canvas; phones cap a canvas at about 16 million

export class PointsPlayer extends Player {
  #tracks = null; // for each panel, for each group: Uint16Array of frames × 2 × count
  #canvases = null;
  #resized = new ResizeObserver(() => this.draw());
  #leave = new AbortController();

  connectedCallback() {
    super.connectedCallback();
    const choice = this.querySelector(".un-choice select");
    this.#leave = new AbortController();
    choice?.addEventListener("change", () => this.#choose(choice), { signal: this.#leave.signal });
  }

  async load() {
    const figure = this.getAttribute("figure");
    const tracks = await this.#fetch(figure, this.manifest);
    if (figure === this.getAttribute("figure")) this.#tracks = tracks;
  }

  async #fetch(figure, manifest) {
    const file = await get(figureFile(figure, "tracks.bin"));
    return decode(await file.arrayBuffer(), manifest);
  }

  // Another figure takes this one's place, at the same step, once all of it is there.
  async #choose(choice) {
    const figure = choice.value;
    const wanted = () => figure === choice.value && this.isConnected;
    this.excuse();
    if (figure === this.getAttribute("figure")) return;
    try {
      const manifest = await (await get(figureFile(figure, "figure.json"))).json();
      const tracks = await this.#fetch(figure, manifest);
      if (!wanted()) return;
      this.setAttribute("figure", figure);
      this.manifest = manifest;
      this.#tracks = tracks;
      this.show(this.frame);
    } catch (error) {
      if (wanted()) this.fail(error, () => this.#choose(choice));
    }
  }

  draw() {
    if (!this.#tracks) return;
    const { width, height, panels } = this.manifest;
    const views = this.querySelectorAll(".un-view");
    if (!this.#canvases) {
      this.#canvases = [...views].map((view) => canvasFor(view.querySelector("img"), width, height));
      this.#canvases.forEach((canvas, i) => {
        cover(views[i], canvas);
        this.#resized.observe(canvas);
      });
    }
    this.#canvases.forEach((canvas, i) => this.#panel(canvas, panels[i], this.#tracks[i]));
  }

  release() {
    this.#tracks = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#leave.abort();
    this.#resized.disconnect();
  }

  #panel(canvas, panel, tracks) {
    const box = canvas.clientWidth;
    if (!box) return;
    const { width, height } = this.manifest;
    const aspect = width / height;
    const ratio = Math.min(devicePixelRatio, Math.sqrt((MOST_PIXELS * aspect) / (box * box)));
    const across = Math.round(box * ratio);
    const down = Math.round(across / aspect);
    if (canvas.width !== across || canvas.height !== down) {
      canvas.width = across;
      canvas.height = down;
    }
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, across, down);
    const radius = ratio * Math.max(1.2, Math.min(2, box / 260));
    tracks.forEach((track, g) => {
      const { role, count, shape } = panel.groups[g];
      const place = (i, frame = this.frame) => [
        (track[frame * 2 * count + i] / (LEVELS - 1)) * across,
        (1 - track[(frame * 2 + 1) * count + i] / (LEVELS - 1)) * down,
      ];
      context.fillStyle = context.strokeStyle = colour(this, role);
      context.globalAlpha = 0.85;
      context.lineWidth = 0.8 * radius;
      context.lineJoin = "round";
      context.beginPath();
      if (shape === "arrows") arrows(context, count, place, radius);
      else if (shape === "paths") paths(context, count, place, radius, this.frame);
      else dots(context, count, place, radius);
    });
  }
}

// What lies outside was put on the border, and is not shown: the poster leaves it out, too.
function dots(context, count, place, radius) {
  const { width, height } = context.canvas;
  for (let i = 0; i < count; i++) {
    const [x, y] = place(i);
    if (x <= 0 || y <= 0 || x >= width || y >= height) continue;
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fill();
}

// All of a particle's places up to this frame, and itself, larger, where it is.
function paths(context, count, place, radius, frame) {
  for (let i = 0; i < count; i++) {
    context.moveTo(...place(i, 0));
    for (let f = 1; f <= frame; f++) context.lineTo(...place(i, f));
  }
  context.stroke();
  context.globalAlpha = 1;
  context.beginPath();
  dots(context, count, place, 2 * radius);
}

// From each even particle to the odd one after it; the head takes up to a half of the length.
function arrows(context, count, place, radius) {
  for (let i = 0; i < count; i += 2) {
    const [x, y] = place(i);
    const [toX, toY] = place(i + 1);
    const length = Math.hypot(toX - x, toY - y);
    if (length < radius / 2) continue;
    const head = Math.min(3 * radius, length / 2);
    const [ux, uy] = [(toX - x) / length, (toY - y) / length];
    const [baseX, baseY] = [toX - head * ux, toY - head * uy];
    context.moveTo(x, y);
    context.lineTo(baseX, baseY);
    context.moveTo(toX, toY);
    context.lineTo(baseX - 0.5 * head * uy, baseY + 0.5 * head * ux);
    context.lineTo(baseX + 0.5 * head * uy, baseY - 0.5 * head * ux);
    context.closePath();
  }
  context.stroke();
  context.fill();
}

/** The positions in a file that `pack` in gen/render/points.py has written. */
export async function decode(buffer, manifest) {
  return unpack(await inflate(buffer), manifest);
}

// Four bytes of length, then a zlib stream.
async function inflate(buffer) {
  const stream = new Blob([new Uint8Array(buffer, 4)])
    .stream()
    .pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function unpack(bytes, { panels, steps }) {
  const half = bytes.length / 2; // low bytes, then high bytes
  const frames = steps.labels.length;
  let at = 0;
  let first = null;
  return panels.map((panel) =>
    panel.groups.map(({ count, like_first: likeFirst }) => {
      const track = new Uint16Array(frames * 2 * count);
      for (let axis = 0; axis < 2; axis++) {
        for (let f = 0; f < frames; f++) {
          for (let i = 0; i < count; i++, at++) {
            const folded = bytes[at] | (bytes[half + at] << 8);
            const change = folded & 1 ? -(folded + 1) / 2 : folded / 2;
            const here = (f * 2 + axis) * count + i;
            const before = here - 2 * count;
            track[here] = change + (f ? track[before] : 0);
            if (likeFirst) track[here] += first[here] - (f ? first[before] : 0);
          }
        }
      }
      first ??= track;
      return track;
    }),
  );
}
