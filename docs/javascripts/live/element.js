// <un-live>: a demo that the build has shown once, and that the reader can run in the page. All
// that running needs, from the controls to Python, is loaded when the reader asks for it.
import { figureFile, get } from "../page.js";
import { read } from "./address.js";
import { failureNote } from "./failure.js";
import { make } from "./make.js";

let runners = null; // the module, once it is loaded
let attempts = 0;

export class LiveDemo extends HTMLElement {
  #runner = null;

  connectedCallback() {
    this.key = this.getAttribute("key");
    this.line = this.querySelector(".un-controls");
    if (this.#runner) return this.#runner.back();
    this.dataset.phase = "idle";
    this.querySelector(".un-live-run").onclick = () => this.#begin();
    this.#showState();
  }

  disconnectedCallback() {
    this.#runner?.leave();
  }

  /** What is shown now. */
  get stage() {
    return this.#runner?.stage;
  }

  // A link can hold a state. Python is still only loaded when the reader asks for it.
  #showState() {
    const state = Object.entries(read(this.key));
    if (!state.length) return;
    if (runners?.isRunning()) return this.#begin();
    const listed = state.map(([name, text]) => `${name} = ${text.length > 12 ? "…" : text}`);
    const text = `This link holds a state: ${listed.join(", ")}. Run it to see it.`;
    this.querySelector(".un-live-note")?.remove();
    this.line.before(make("p", { class: "un-live-note" }, text));
  }

  async #begin() {
    this.dataset.phase = "loading";
    try {
      // A module that could not be loaded may only be asked for again by another address.
      const [module, file] = await Promise.all([
        import(`./runner.js${attempts ? `?${attempts}` : ""}`),
        get(figureFile(this.getAttribute("figure"), "figure.json")),
      ]);
      runners = module;
      const { demo } = await file.json();
      if (!this.isConnected || this.#runner) return;
      this.querySelector(".un-live-note")?.remove();
      this.#runner = new runners.Runner(this, demo);
    } catch (error) {
      attempts += 1;
      this.dataset.phase = "failed";
      const message = "The connection failed. Are you online?";
      this.append(failureNote({ message, detail: String(error) }, () => this.#begin()));
    }
  }
}
