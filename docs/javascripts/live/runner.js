// A demo that the reader has started: controls, runs one after the other, and their results.
import * as address from "./address.js";
import { Controls } from "./controls/controls.js";
import { Foot } from "./foot.js";
import { make } from "./make.js";
import * as python from "./python.js";
import { Reel } from "./reel.js";
import { gif, offer, png } from "./save.js";
import { Shelf } from "./shelf.js";
import { Stage } from "./stage.js";

export { isRunning } from "./python.js";

const MOMENT = 250; // ms that a run may take before the page says that it is working
const SETTLED = 800; // ms after the last result, until it is read out

export class Runner {
  #element;
  #demo;
  #controls;
  #foot;
  #parts; // what answers to the reader
  #reel = null; // of a demo of several steps
  #shelf = null; // of one whose results are kept
  #note = make("p", { class: "un-live-told", hidden: true });
  #job = null;
  #back = null; // the earlier result that the reader wants to return to
  #wanted = false; // the reader has changed something since the job began
  #loading = false; // the run waits for weights
  #shown = false; // it has shown something
  #halted = false; // the reader has stopped it
  #late = 0;
  #told = 0;

  /** Build the controls of `demo` (its declaration) into `element`, and start. */
  constructor(element, demo) {
    this.#element = element;
    this.#demo = demo;
    const id = element.closest("figure")?.id ?? demo.name;
    this.#controls = new Controls(demo.controls, id, () => this.#changed());
    const refused = this.#controls.apply(address.read(this.#element.key));
    const { main, all } = this.#controls;
    const others = all.filter((control) => control !== main).map((control) => control.node);
    const grid = make("div", { class: "un-live-grid", role: "group", "aria-label": "Controls" }, ...others);
    this.#foot = new Foot(demo.again, {
      stop: () => this.#stop(),
      again: () => this.#run(),
      reset: () => this.#reset(),
      link: () => this.#link(),
      picture: async () => offer(await png(this.stage.canvases), `${demo.name}.png`),
      animation: demo.many && (() => this.#saveAnimation()),
    });
    const focused = element.contains(document.activeElement);
    element.querySelector(".un-live-start").remove();
    if (main) element.line.prepend(main.node);
    if (demo.many) {
      this.#reel = new Reel((view, numbers) => this.#put(view, numbers));
      element.line.prepend(this.#reel.node);
    }
    element.line.after(this.#note, grid, this.#foot.node);
    if (demo.shelf) {
      this.#shelf = new Shelf((texts, frames) => this.#return(texts, frames));
      this.#foot.node.after(this.#shelf.node);
    }
    if (refused.length)
      grid.after(
        make("p", { class: "un-live-note" }, `The link asked for what cannot be: ${refused.join(", ")}.`),
      );
    this.#parts = [main?.node, grid, this.#foot.tools].filter(Boolean);
    this.#join();
    this.#begin(focused);
  }

  /** The element has come back into the page. */
  back() {
    this.#join();
    this.#run();
  }

  #join() {
    this.#controls.connect();
    const find = (name) => this.#element.querySelector(name);
    this.stage = new Stage(find(".un-stage"), find(".un-readouts"));
  }

  /** The element has left the page: nothing of it goes on. */
  leave() {
    address.drop(this.#element.key);
    clearTimeout(this.#told);
    clearTimeout(this.#late);
    this.#wanted = false;
    python.leave(this);
    this.#controls.destroy();
    this.stage.destroy();
    this.#reel?.pause();
  }

  // idle → loading → ready, or failed. Controls answer once Python has been there.
  #phase(phase) {
    this.#element.dataset.phase = phase;
    const usable = phase === "ready" || this.stage.view;
    for (const part of this.#parts) part.toggleAttribute("inert", !usable);
  }

  // The keyboard goes from the button that was pressed to the one that cancels, then to the controls.
  async #begin(focused = false) {
    this.#phase("loading");
    this.#foot.clear();
    this.#foot.loading({});
    if (focused) this.#foot.button.focus();
    this.#foot.say("Loading Python");
    try {
      const times = await python.start(this, (progress) => this.#foot.loading(progress));
      this.#element.dispatchEvent(new CustomEvent("un-ready", { detail: times }));
    } catch (failure) {
      if (!this.#element.isConnected) return;
      this.#phase("failed");
      this.#element.dataset.run = "failed";
      this.#foot.fail(failure, (focused) => this.#begin(focused));
      return;
    }
    if (!this.#element.isConnected) return;
    this.#phase("ready");
    if (this.#foot.focused) this.#controls.focus();
    this.#foot.rest();
    this.#run();
  }

  #changed() {
    address.write(this.#element.key, this.#controls.texts());
    if (this.#element.dataset.phase === "loading") return; // it runs as soon as Python is there
    if (!this.#job) return this.#run();
    this.#back = null;
    this.#wanted = true; // the latest wins: what lies between is never computed
    if (this.#demo.many || this.#loading) this.#job.stop();
  }

  #run() {
    this.#wanted = this.#loading = this.#shown = this.#halted = false;
    this.#element.dataset.run = "busy";
    if (!python.isRunning()) return this.#begin();
    this.#foot.clear();
    clearTimeout(this.#told);
    const { values, pictures } = this.#controls.values();
    this.#reel?.clear();
    this.#late = setTimeout(() => this.#foot.working(), MOMENT);
    this.#job = python.run(this, this.#demo.name, values, pictures, {
      bringing: (progress) => this.#bringing(progress),
      view: (view, numbers, took) => this.#show(view, numbers, took),
      end: (failure) => this.#end(failure),
    });
  }

  #bringing({ loaded, total }) {
    clearTimeout(this.#late);
    this.#loading = loaded < total;
    if (this.#loading) this.#foot.loading({ loaded, total, compressed: total, what: "the network" });
    else this.#foot.rest();
  }

  #show(view, numbers, took) {
    this.#shown = true;
    this.#put(view, numbers);
    this.#reel?.add(view, numbers);
    if (view.step) this.#foot.working(view.step);
    this.#controls.main?.say(this.stage.words);
    this.#element.dispatchEvent(new CustomEvent("un-shown", { detail: { took } }));
  }

  #put(view, numbers) {
    this.stage.show(view, numbers);
    this.#note.textContent = view.note;
    this.#note.hidden = !view.note;
  }

  #end(failure) {
    clearTimeout(this.#late);
    this.#job = null;
    if (!this.#element.isConnected) return;
    if (this.#back) return this.#return(...this.#back);
    if (this.#wanted) return this.#run();
    this.#element.dataset.run = failure ? "failed" : "done";
    this.#reel?.ready();
    if (failure) return this.#foot.fail(failure, () => this.#run());
    const { view } = this.stage;
    const unfinished = this.#shown ? view.step && view.step[0] < view.step[1] : this.#halted;
    const stopped = !python.isRunning() || unfinished;
    this.#foot.rest(stopped ? "Stopped." : "", stopped || this.#demo.many);
    if (!stopped && this.#shown)
      this.#shelf?.keep(this.#controls.texts(), this.#reel.frames, this.stage.results, this.#controls.words);
    if (view?.note) this.#foot.say(view.note);
    if (this.#controls.main?.focused || !view) return; // it has said so itself
    this.#told = setTimeout(() => this.#foot.say(this.stage.words.join(", ")), SETTLED);
  }

  #stop() {
    this.#wanted = false;
    this.#halted = true;
    if (this.#job) this.#job.stop(true);
    else python.leave(this);
  }

  #reset() {
    this.#controls.reset();
    this.#changed();
  }

  // An earlier result, with the state that it came from; a run that goes on is stopped first.
  #return(texts, frames) {
    this.#wanted = false;
    this.#back = null;
    if (this.#job) {
      this.#back = [texts, frames];
      return this.#job.stop(true);
    }
    this.#foot.clear();
    this.#controls.reset();
    this.#controls.apply(texts);
    address.write(this.#element.key, this.#controls.texts());
    this.#reel.bring(frames);
    this.#element.dataset.run = "done";
    this.#foot.rest("", true);
    this.#foot.say(`Back at: ${this.#controls.words}`);
  }

  #link() {
    const note = this.#controls.hasOwnPicture
      ? "Your own picture is not in the link: it never leaves this page."
      : "";
    return { url: address.link(this.#element.key, this.#controls.texts()), note };
  }

  async #saveAnimation() {
    const reel = this.#reel;
    if (this.#job || !reel.length) return;
    this.#foot.rest("Making the animation…");
    const background = getComputedStyle(this.#element).backgroundColor;
    const canvases = () => this.stage.canvases;
    offer(await gif(reel.again(), canvases, background, reel.length), `${this.#demo.name}.gif`);
    this.#foot.rest("", true);
  }
}
