// The last line of a demo: how it stands, what went wrong, and what can be done with the result.
import { failureNote } from "./failure.js";
import { button, make } from "./make.js";

const COPIED = 2000; // ms

export class Foot {
  #failure = null;
  #act = null; // what the button beside the status does

  /**
   * `again` is what the button says that runs the demo once more. `actions`: {stop, again, reset,
   * link, picture, animation}; animation only for several steps.
   */
  constructor(again, actions) {
    this.again = again;
    this.actions = actions;
    this.status = make("p", { class: "un-live-status" });
    this.said = make("span", { class: "un-unseen", role: "status" });
    this.bar = make("progress", { max: 1, value: 0, "aria-label": "Loading Python", hidden: true });
    this.button = button("Stop", () => this.#act(), { hidden: true });
    this.copy = button("Copy link", () => this.#copy(actions.link));
    this.tools = make(
      "div",
      { class: "un-live-tools" },
      button("Reset", actions.reset),
      this.copy,
      button("Save picture", actions.picture),
      ...(actions.animation ? [button("Save animation", actions.animation)] : []),
    );
    const line = make("div", { class: "un-live-state" }, this.status, this.button);
    this.node = make("div", { class: "un-live-foot" }, this.bar, line, this.tools, this.said);
  }

  /** While Python loads: how much has come, of how much. */
  loading({ loaded, total, compressed, what = "Python" }) {
    const share = total ? loaded / total : 0;
    this.bar.hidden = false;
    this.bar.value = share;
    const size = compressed ? ` of about ${megabytes(compressed)} MB` : "";
    const text = `Loading ${what}: ${Math.floor(share * 100)} %${size}`;
    this.bar.setAttribute("aria-label", `Loading ${what}`);
    this.#status(share < 1 ? text : `Starting ${what}…`, "Cancel", this.actions.stop);
  }

  /** While a demo runs for longer than a moment. */
  working(step) {
    const text = step ? `Step ${step[0]} of ${step[1]}` : "Working…";
    this.#status(text, "Stop", this.actions.stop);
  }

  /** Nothing is going on. `again` offers to run the demo once more. */
  rest(text = "", again = false) {
    this.bar.hidden = true;
    this.#status(text, again && this.again, this.actions.again);
  }

  /** Tell those who cannot see it. */
  say(text) {
    this.said.textContent = text;
  }

  /** What went wrong, and the way to try again. */
  fail(failure, again) {
    const { focused } = this;
    this.rest();
    this.clear();
    this.#failure = failureNote(failure, again);
    this.node.before(this.#failure);
    if (focused) this.#failure.querySelector(":scope > button").focus();
  }

  /** Whether the keyboard is on the button that is about to go. */
  get focused() {
    return document.activeElement === this.button;
  }

  /** Take back what `fail` said. */
  clear() {
    this.#failure?.remove();
    this.#failure = null;
  }

  #status(text, name, act) {
    if (this.status.textContent !== text) this.status.textContent = text;
    this.button.hidden = !name;
    if (name && this.button.textContent !== name) this.button.textContent = name;
    this.#act = act;
  }

  async #copy(link) {
    const { url, note } = link();
    try {
      await navigator.clipboard.writeText(url);
    } catch {
      // The clipboard is closed to this page: the reader can copy by hand.
      const field = make("input", { readonly: true, value: url, "aria-label": "Link" });
      this.status.replaceChildren(field);
      field.select();
      return;
    }
    this.copy.textContent = "Copied";
    setTimeout(() => (this.copy.textContent = "Copy link"), COPIED);
    this.say(`The link was copied. ${note}`);
    if (note) this.rest(note);
  }
}

const megabytes = (bytes) => (bytes < 1e6 ? (bytes / 1e6).toFixed(1) : Math.round(bytes / 1e6));
