// `points`: particles in the plane, drawn as dots at the screen's own resolution.
import { colour, figureFile, get } from "./page.js";
import { Player, canvasFor } from "./player.js";

const LEVELS = 2048; // as in gen/render/points.py
const MOST_PIXELS = 4e6; // of one canvas; phones cap a canvas at about 16 million

export class PointsPlayer extends Player {
  #tracks = null; // for each panel, for each group: Uint16Array of frames × 2 × count
  #canvases = null;
  #resized = new ResizeObserver(() => this.draw());

  async load() {
    const file = await get(figureFile(this.getAttribute("figure"), "tracks.bin"));
    this.#tracks = await decode(await file.arrayBuffer(), this.manifest);
  }

  draw() {
    if (!this.#tracks) return;
    const { width, height, panels } = this.manifest;
    const views = this.querySelectorAll(".un-view");
    if (!this.#canvases) {
      this.#canvases = [...views].map((view) => canvasFor(view.querySelector("img"), width, height));
      this.#canvases.forEach((canvas, i) => {
        views[i].replaceChildren(canvas);
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
      const { role, count } = panel.groups[g];
      context.fillStyle = colour(this, role);
      context.globalAlpha = 0.85;
      context.beginPath();
      const xs = this.frame * 2 * count;
      for (let i = 0; i < count; i++) {
        const x = (track[xs + i] / (LEVELS - 1)) * across;
        const y = (1 - track[xs + count + i] / (LEVELS - 1)) * down;
        context.moveTo(x + radius, y);
        context.arc(x, y, radius, 0, 2 * Math.PI);
      }
      context.fill();
    });
  }
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
  return panels.map((panel) =>
    panel.groups.map(({ count }) => {
      const track = new Uint16Array(frames * 2 * count);
      for (let axis = 0; axis < 2; axis++) {
        for (let f = 0; f < frames; f++) {
          for (let i = 0; i < count; i++, at++) {
            const folded = bytes[at] | (bytes[half + at] << 8);
            const change = folded & 1 ? -(folded + 1) / 2 : folded / 2;
            const here = (f * 2 + axis) * count + i;
            track[here] = change + (f ? track[here - 2 * count] : 0);
          }
        }
      }
      return track;
    }),
  );
}
