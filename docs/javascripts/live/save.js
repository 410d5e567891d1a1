// Downloads: a picture at its own resolution, or the steps of a long demo as an animation.

const ENCODER = new URL("../../assets/vendor/gifenc.js", import.meta.url).href;
const MOST_PIXELS = 8e6; // kept for an animation, all frames together
const MOST_HEIGHT = 512; // of an animation: points are drawn larger than any picture is
const FRAME = 80; // ms
const LAST = 1500; // ms that the result stays

/** All panels side by side, each at its own resolution unless that is more than `most` high. */
export function compose(canvases, background = null, most = Infinity) {
  const highest = Math.max(...canvases.map((canvas) => canvas.height));
  const scale = Math.min(1, most / highest);
  const scaled = (length) => Math.round(length * scale);
  const width = canvases.reduce((sum, canvas) => sum + scaled(canvas.width), 0);
  const whole = new OffscreenCanvas(width, scaled(highest));
  const context = whole.getContext("2d", { willReadFrequently: true });
  if (background) {
    context.fillStyle = background;
    context.fillRect(0, 0, whole.width, whole.height);
  }
  let x = 0;
  for (const canvas of canvases) {
    context.drawImage(canvas, x, 0, scaled(canvas.width), scaled(canvas.height));
    x += scaled(canvas.width);
  }
  return whole;
}

/** A PNG of what is shown. */
export async function png(canvases) {
  return compose(canvases).convertToBlob({ type: "image/png" });
}

/** The frames of a run. When they become too many, every second one is let go. */
export class Film {
  #frames = [];
  #every = 1;
  #seen = 0;

  add(canvases, background) {
    const last = compose(canvases, background, MOST_HEIGHT);
    this.last = last.getContext("2d").getImageData(0, 0, last.width, last.height);
    if (this.#seen++ % this.#every) return;
    this.#frames.push(this.last);
    if (this.#frames.length * last.width * last.height <= MOST_PIXELS) return;
    this.#frames = this.#frames.filter((_, i) => i % 2 === 0);
    this.#every *= 2;
  }

  get length() {
    return this.#frames.length;
  }

  /** The film as an animated GIF. The page stays usable meanwhile. */
  async gif() {
    const { GIFEncoder, applyPalette, quantize } = await import(ENCODER);
    const frames = this.#frames.filter((frame) => frame !== this.last);
    const gif = GIFEncoder();
    for (const frame of [...frames, this.last]) {
      const { data, width, height } = frame;
      const palette = quantize(data, 256);
      const delay = frame === this.last ? LAST : FRAME;
      gif.writeFrame(applyPalette(data, palette), width, height, { palette, delay });
      await new Promise((resume) => setTimeout(resume));
    }
    gif.finish();
    return new Blob([gif.bytes()], { type: "image/gif" });
  }
}

/** Give a file to the reader. */
export function offer(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
