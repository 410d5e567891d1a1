// The steps of a run, kept so that the reader can go back to each of them: play, pause, drag.
import { make } from "./make.js";

const MOST = 6e6; // numbers that are kept, 48 MB; beyond, every second step is let go
const PER_SECOND = 12;

export class Reel {
  #show;
  #frames = []; // {view, numbers}
  #every = 1;
  #seen = 0;
  #clock = 0;
  #last = 0;
  #at = 0;
  #watch;

  /** `show(view, numbers)` puts a step on the stage and gives it in words. */
  constructor(show) {
    this.#show = show;
    this.button = make("button", { type: "button", class: "un-play", "aria-label": "Play" });
    this.slider = make("input", { type: "range", min: 0, max: 0, "aria-label": "Step of the run" });
    this.node = make("div", { class: "un-reel", hidden: true }, this.button, this.slider);
    this.button.addEventListener("click", () => (this.#clock ? this.pause() : this.#play()));
    this.slider.addEventListener("input", () => {
      this.pause();
      this.#go(this.slider.valueAsNumber);
    });
    this.#watch = new IntersectionObserver(([entry]) => entry.isIntersecting || this.pause());
    this.#watch.observe(this.node);
    document.addEventListener("visibilitychange", this.pause);
  }

  /** A new run: nothing is kept any more. */
  clear() {
    this.pause();
    this.#frames = [];
    this.#every = 1;
    this.#seen = 0;
    this.node.hidden = true;
  }

  /** Keep a step, which has just been shown. */
  add(view, numbers) {
    const last = this.#frames.at(-1);
    if (last?.passing) this.#frames.pop();
    this.#frames.push({ view, numbers, passing: this.#seen++ % this.#every > 0 });
    if (this.#frames.length * numbers.length > MOST) {
      this.#frames = this.#frames.filter((_, i) => i % 2 === 0 || i === this.#frames.length - 1);
      this.#every *= 2;
    }
  }

  /** The run has ended: what is kept can be seen again. */
  ready() {
    this.node.hidden = this.#frames.length < 2;
    this.#at = this.#frames.length - 1;
    this.slider.max = this.#at;
    this.#tell(this.#frames.at(-1)?.view);
  }

  get length() {
    return this.#frames.length;
  }

  /** All steps that are kept, to be brought back later. */
  get frames() {
    return this.#frames;
  }

  /** Bring back the steps of an earlier run, at its end. */
  bring(frames) {
    this.pause();
    this.#frames = frames;
    this.ready();
    this.#go(this.#at);
  }

  /** Show every step once more, for whoever takes their picture, and then what was shown before. */
  *again() {
    const at = this.#at;
    this.pause();
    try {
      for (const { view, numbers } of this.#frames) yield this.#show(view, numbers);
    } finally {
      this.#go(at);
    }
  }

  destroy() {
    this.pause();
    this.#watch.disconnect();
    document.removeEventListener("visibilitychange", this.pause);
  }

  pause = () => {
    cancelAnimationFrame(this.#clock);
    this.#clock = 0;
    this.#press();
  };

  #play() {
    if (this.#at >= this.#frames.length - 1) this.#go(0);
    this.#last = performance.now();
    this.#clock = requestAnimationFrame((now) => this.#beat(now));
    this.#press();
  }

  #press() {
    this.node.toggleAttribute("playing", this.#clock > 0);
    this.button.setAttribute("aria-label", this.#clock ? "Pause" : "Play");
  }

  #beat(now) {
    if (this.#at >= this.#frames.length - 1) return this.pause();
    this.#clock = requestAnimationFrame((next) => this.#beat(next));
    if (now - this.#last < 1000 / PER_SECOND) return;
    this.#last = now;
    this.#go(this.#at + 1);
  }

  #go(at) {
    const frame = this.#frames[at];
    if (!frame) return;
    this.#at = at;
    this.#show(frame.view, frame.numbers);
    this.#tell(frame.view);
  }

  #tell(view) {
    this.slider.value = this.#at;
    this.slider.style.setProperty("--un-done", `${(100 * this.#at) / (this.slider.max || 1)}%`);
    const step = view?.step ? `step ${view.step[0]} of ${view.step[1]}` : `view ${this.#at + 1}`;
    const said = view?.readouts.map(({ words, text }) => `${words} ${text}`) ?? [];
    this.slider.setAttribute("aria-valuetext", [step, ...said].join(", "));
  }
}
