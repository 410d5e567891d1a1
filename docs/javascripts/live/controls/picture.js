// A picture: one of a few, or the reader's own file, which goes no further than the worker.
import { Control } from "./control.js";
import { make } from "../make.js";

const OWN = "own";
const MOST_BYTES = 60e6;

export class PictureControl extends Control {
  #bytes = null; // RGB of the reader's own picture

  build() {
    const { choices, own } = this.declaration;
    const options = choices.map(([value, label]) => make("option", { value }, label));
    this.select = make("select", { id: this.id }, ...options);
    this.note = make("p", { class: "un-control-note", role: "status" });
    const row = make("div", { class: "un-control-row" }, this.select);
    this.node.append(this.label(), row, this.note);
    this.select.addEventListener("change", this.changed);
    if (!own) return;
    this.file = make("input", { id: `${this.id}-file`, type: "file", accept: "image/*" });
    row.append(
      this.file,
      make("label", { for: this.file.id, class: "un-button" }, "Your own…"),
    );
    this.file.addEventListener("change", () => this.#take(this.file.files[0]));
  }

  get raw() {
    return this.select.value;
  }

  set raw(value) {
    this.select.value = value;
  }

  get text() {
    return this.raw;
  }

  parse(text) {
    return this.declaration.choices.some(([value]) => value === text) ? text : undefined;
  }

  /** The reader's own picture as bytes, if it is the one that is chosen. */
  get bytes() {
    return this.raw === OWN ? this.#bytes : null;
  }

  async #take(file) {
    this.file.value = ""; // so that the same file can be chosen again
    if (!file) return;
    try {
      if (file.size > MOST_BYTES) throw new Error(`${file.name} has more than 60 MB.`);
      this.#bytes = await squared(file, this.declaration.size);
    } catch (error) {
      this.note.textContent =
        error instanceof DOMException ? `${file.name} is no picture that this browser reads.` : error.message;
      return;
    }
    this.select.querySelector(`[value=${OWN}]`)?.remove();
    this.select.append(make("option", { value: OWN }, file.name));
    this.raw = OWN;
    this.note.textContent = "It stays on this device.";
    this.changed();
  }
}

// The middle square of a picture, scaled to size × size, as RGB bytes. On white where it is clear.
async function squared(file, size) {
  const whole = await createImageBitmap(file);
  const side = Math.min(whole.width, whole.height);
  // Cut first: scaling would mix what lies beside the square into its edges.
  const [x, y] = [Math.floor((whole.width - side) / 2), Math.floor((whole.height - side) / 2)];
  const square = await createImageBitmap(whole, x, y, side, side);
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "white";
  context.fillRect(0, 0, size, size);
  context.imageSmoothingQuality = "high";
  context.drawImage(square, 0, 0, size, size);
  whole.close();
  square.close();
  const { data } = context.getImageData(0, 0, size, size);
  const bytes = new Uint8Array(size * size * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    bytes[to++] = data[from];
    bytes[to++] = data[from + 1];
    bytes[to++] = data[from + 2];
  }
  return bytes;
}
