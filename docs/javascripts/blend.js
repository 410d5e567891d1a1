// `blend`: every frame is a weighted sum of a few pictures, added up here.
import { figureFile, get } from "./page.js";
import { Player, canvasFor, cover } from "./player.js";

export class BlendPlayer extends Player {
  #layers = null; // for each layer, its RGBA bytes
  #canvases = null;

  async load() {
    const { width, height, layers } = this.manifest;
    const file = await get(figureFile(this.getAttribute("figure"), "layers.webp"));
    // The bytes are data: no colour profile and no alpha may change them.
    const bitmap = await createImageBitmap(await file.blob(), {
      colorSpaceConversion: "none",
      premultiplyAlpha: "none",
    });
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    this.#layers = layers.map((_, i) => context.getImageData(i * width, 0, width, height).data);
  }

  draw() {
    if (!this.#layers) return;
    const { width, height, panels } = this.manifest;
    this.#canvases ??= [...this.querySelectorAll(".un-view img")].map((poster) =>
      canvasFor(poster, width, height),
    );
    panels.forEach((panel, i) => {
      const canvas = this.#canvases[i];
      const context = canvas.getContext("2d");
      context.putImageData(this.#sum(panel.weights[this.frame]), 0, 0);
      if (!canvas.isConnected) cover(this.querySelectorAll(".un-view")[i], canvas);
    });
  }

  release() {
    this.#layers = null;
  }

  // Σ weight · (low + byte · (high − low) / 255), shown as (value + 1) · 255 / 2. One table of
  // 256 entries a layer does the arithmetic; the clamped array rounds and clamps like NumPy.
  #sum(weights) {
    const { width, height, layers } = this.manifest;
    const image = new ImageData(width, height);
    const out = image.data;
    const tables = layers.map(({ low, high }, l) =>
      Float32Array.from({ length: 256 }, (_, byte) => weights[l] * (low + (byte * (high - low)) / 255) * 127.5),
    );
    const used = tables.map((table, l) => [table, this.#layers[l]]).filter((_, l) => weights[l] !== 0);
    for (let i = 0; i < out.length; i += 4) {
      for (let c = i; c < i + 3; c++) {
        let value = 127.5;
        for (const [table, bytes] of used) value += table[bytes[c]];
        out[c] = value;
      }
      out[i + 3] = 255;
    }
    return image;
  }
}
