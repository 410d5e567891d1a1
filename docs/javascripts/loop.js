// `loop`: an animated picture. A browser cannot hold one still, so the poster takes its place.
import { figureFile, motionIsWelcome } from "./page.js";

export class LoopPlayer extends HTMLElement {
  #seen = false;
  #wanted = false;
  #leave = [];

  connectedCallback() {
    this.picture = this.querySelector("img");
    this.button = this.querySelector(".un-play");
    this.still ??= this.picture.src;
    this.#wanted = motionIsWelcome();
    const events = new AbortController();
    this.button.addEventListener("click", () => this.#want(!this.#wanted), { signal: events.signal });
    document.addEventListener("visibilitychange", () => this.#show(), { signal: events.signal });
    const seen = new IntersectionObserver(([entry]) => {
      this.#seen = entry.isIntersecting;
      this.#show();
    });
    seen.observe(this);
    this.#leave = [() => events.abort(), () => seen.disconnect()];
    this.setAttribute("ready", "");
    this.#want(this.#wanted);
  }

  disconnectedCallback() {
    for (const leave of this.#leave) leave();
    this.#seen = false;
    this.#show();
  }

  #want(wanted) {
    this.#wanted = wanted;
    this.toggleAttribute("playing", wanted);
    this.button.setAttribute("aria-label", wanted ? "Pause" : "Play");
    this.#show();
  }

  #show() {
    const moving = this.#wanted && this.#seen && !document.hidden;
    const source = moving ? figureFile(this.getAttribute("figure"), "loop.webp").href : this.still;
    if (this.picture.src !== source) this.picture.src = source;
  }
}
