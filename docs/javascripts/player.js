// One figure with steps: play, pause, drag, keyboard. A kind of figure says how a step is drawn.
import { figureFile, get, motionIsWelcome, onSchemeChange } from "./page.js";

const DWELL = 1500; // ms that a film which repeats stands still at its first and last frame
const NEAR = "500px"; // how far from the screen a figure is loaded, and its pictures let go

export class Player extends HTMLElement {
  #ready = null; // the promise of the figure's data, while it is near the screen
  #seen = false;
  #near = false;
  #clock = 0;
  #last = 0;
  #leave = [];
  playing = false;
  frame = 0;
  manifest = null;

  // What a kind of figure defines.
  async load() {} // fetch what draw() needs
  draw() {} // show this.frame
  release() {} // forget what is large

  connectedCallback() {
    this.slider = this.querySelector(".un-controls input[type=range]");
    this.button = this.querySelector(".un-controls .un-play");
    this.numbers = [...this.querySelectorAll(".un-readouts b")];
    if (this.slider) this.frame = this.slider.valueAsNumber;

    const events = new AbortController();
    const listen = (target, type, action) =>
      target?.addEventListener(type, action, { signal: events.signal });
    listen(this.slider, "input", () => {
      this.pause();
      this.show(this.slider.valueAsNumber);
    });
    listen(this.button, "click", () => (this.playing ? this.pause() : this.play()));
    listen(document, "visibilitychange", () => this.#tick());

    const near = new IntersectionObserver(([e]) => this.#approach(e.isIntersecting), {
      rootMargin: NEAR,
    });
    const seen = new IntersectionObserver(([e]) => this.#see(e.isIntersecting));
    near.observe(this);
    seen.observe(this);
    this.#leave = [
      () => events.abort(),
      () => near.disconnect(),
      () => seen.disconnect(),
      onSchemeChange(() => this.#redraw()),
    ];
  }

  disconnectedCallback() {
    for (const leave of this.#leave) leave();
    this.#leave = [];
    this.pause();
    this.#approach(false);
    this.#seen = false;
  }

  get frames() {
    return this.manifest?.steps?.labels.length ?? 1;
  }

  /** Show a step. The picture follows at once, or as soon as its data is there. */
  show(frame) {
    this.frame = Math.max(0, Math.min(frame, this.frames - 1 || frame));
    if (this.slider) this.slider.value = this.frame;
    this.slider?.style.setProperty("--un-done", `${(100 * this.frame) / (this.frames - 1 || 1)}%`);
    this.#say();
    this.#redraw();
  }

  play() {
    if (this.manifest && this.frame >= this.frames - 1) this.show(0);
    this.playing = true;
    this.#press();
    this.#tick();
  }

  pause() {
    this.playing = false;
    this.#press();
    this.#tick();
  }

  #press() {
    this.toggleAttribute("playing", this.playing);
    this.button?.setAttribute("aria-label", this.playing ? "Pause" : "Play");
  }

  #say() {
    const steps = this.manifest?.steps;
    if (!steps || !this.slider) return;
    const values = steps.readouts.map((readout) => readout.values[this.frame]);
    this.numbers[0].textContent = steps.labels[this.frame];
    values.forEach((value, i) => (this.numbers[i + 1].textContent = value));
    const spoken = steps.readouts.map((readout, i) => `${readout.words} ${values[i]}`);
    this.slider.setAttribute(
      "aria-valuetext",
      [this.numbers[0].parentElement.textContent, ...spoken].join(", "),
    );
  }

  #redraw() {
    if (this.manifest && this.#near && this.isConnected) {
      this.draw();
      this.dataset.frame = this.frame;
    }
  }

  // The one clock: it runs only while the figure plays, is on the screen and in a visible tab.
  #tick() {
    const run = this.playing && this.#seen && !document.hidden && this.manifest;
    if (!run) {
      cancelAnimationFrame(this.#clock);
      this.#clock = 0;
    } else if (!this.#clock) {
      this.#last = performance.now();
      this.#clock = requestAnimationFrame((now) => this.#beat(now));
    }
  }

  #beat(now) {
    this.#clock = requestAnimationFrame((next) => this.#beat(next));
    const { per_second: perSecond, autoplay } = this.manifest.steps;
    const atAnEnd = this.frame === 0 || this.frame === this.frames - 1;
    if (now - this.#last < (autoplay && atAnEnd ? DWELL : 1000 / perSecond)) return;
    this.#last = now;
    if (this.frame < this.frames - 1) this.show(this.frame + 1);
    else if (autoplay) this.show(0);
    else this.pause();
  }

  #see(seen) {
    this.#seen = seen;
    this.#tick();
  }

  #approach(near) {
    if (near === this.#near) return;
    this.#near = near;
    if (near) this.#start();
    else {
      this.#ready = null;
      this.release();
    }
  }

  async #start() {
    const mine = (this.#ready = this.#fetch());
    try {
      await mine;
    } catch (error) {
      if (this.#ready === mine) this.fail(error, () => this.#start());
      return;
    }
    if (this.#ready !== mine) return;
    this.excuse();
    const first = !this.hasAttribute("ready");
    this.setAttribute("ready", "");
    this.show(this.frame);
    if (first && this.manifest.steps?.autoplay && motionIsWelcome()) this.play();
    else this.#tick();
  }

  async #fetch() {
    this.manifest ??= await (await get(figureFile(this.getAttribute("figure"), "figure.json"))).json();
    await this.load();
  }

  /** Say that something could not be loaded, and offer to try again. */
  fail(error, retry) {
    this.excuse();
    const note = document.createElement("p");
    note.className = "un-failure";
    note.setAttribute("role", "alert");
    note.textContent = `This figure could not be loaded. ${error.message} `;
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = "Try again";
    again.addEventListener("click", () => {
      note.remove();
      retry();
    });
    note.append(again);
    this.append(note);
  }

  /** Take back what `fail` has said. */
  excuse() {
    this.querySelector(".un-failure")?.remove();
  }
}

/** Put a canvas in the place of a poster; it is what the poster was to a screen reader. */
export function canvasFor(poster, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  if (poster.alt) {
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", poster.alt);
  } else canvas.setAttribute("aria-hidden", "true");
  return canvas;
}

/** Show a canvas where a poster was. The poster stays, covered: it is what is printed. */
export function cover(view, canvas) {
  view.querySelector("img").classList.add("un-covered");
  view.append(canvas);
}
