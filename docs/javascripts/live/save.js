// Downloads: a picture at its own resolution, or the steps of a long demo as an animation.

const ENCODER = new URL("../../assets/vendor/gifenc.js", import.meta.url).href;
const MOST_PIXELS = 8e6; // of an animation, all frames together; beyond, some are left out
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

/** An animated GIF of what `moments` puts on the canvases, one after the other. */
export async function gif(moments, canvases, background, count) {
  const { GIFEncoder, applyPalette, quantize } = await import(ENCODER);
  const encoder = GIFEncoder();
  let step = 0;
  for (const _ of moments) {
    step += 1;
    const whole = compose(canvases(), background, MOST_HEIGHT);
    const { data, width, height } = whole.getContext("2d").getImageData(0, 0, whole.width, whole.height);
    const every = Math.ceil((count * width * height) / MOST_PIXELS);
    if (step % every && step < count) continue;
    const palette = quantize(data, 256);
    encoder.writeFrame(applyPalette(data, palette), width, height, {
      palette,
      delay: step === count ? LAST : FRAME,
    });
    await new Promise((resume) => setTimeout(resume)); // the page stays usable meanwhile
  }
  encoder.finish();
  return new Blob([encoder.bytes()], { type: "image/gif" });
}

/** Give a file to the reader. */
export function offer(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
