// `frames`: small pictures out of one sprite sheet, drawn at their own resolution.
import { figureFile, get } from "./page.js";
import { Player, canvasFor, cover } from "./player.js";

export class FramesPlayer extends Player {
  #sheet = null;
  #canvases = null;

  async load() {
    const file = await get(figureFile(this.getAttribute("figure"), "sheet.webp"));
    this.#sheet = await createImageBitmap(await file.blob());
  }

  draw() {
    if (!this.#sheet) return;
    const { width, height, columns, panels } = this.manifest;
    const views = this.querySelectorAll(".un-view");
    this.#canvases ??= [...views].map((view) => canvasFor(view.querySelector("img"), width, height));
    const left = (this.frame % columns) * panels.length * width;
    const top = Math.floor(this.frame / columns) * height;
    this.#canvases.forEach((canvas, i) => {
      canvas
        .getContext("2d")
        .drawImage(this.#sheet, left + i * width, top, width, height, 0, 0, width, height);
      if (!canvas.isConnected) cover(views[i], canvas);
    });
  }

  release() {
    this.#sheet?.close();
    this.#sheet = null;
  }
}
