// A line of text, with suggestions. Where only some words are known, it helps with them: it completes
// the word that is being typed, names one that is none, and offers the nearest ones.
import { Control } from "./control.js";
import { button, make } from "../make.js";

const PAUSE = 500; // ms after the last letter
const MOST_OFFERED = 6;
const MARKS = /[\s,.;:!?]+/;

export class PromptControl extends Control {
  #waiting = 0;
  #kept = ""; // the last text that can be used

  build() {
    const { longest, suggestions, words, examples } = this.declaration;
    const list = `${this.id}-suggestions`;
    this.note = make("p", { class: "un-control-note", id: `${this.id}-note`, role: "status" });
    this.input = make("input", {
      id: this.id,
      type: "text",
      maxlength: longest,
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: words.length ? "false" : undefined,
      enterkeyhint: "go",
      list: suggestions.length ? list : undefined,
      "aria-describedby": words.length ? this.note.id : undefined,
    });
    const row = make("div", { class: "un-control-row" }, this.input);
    if (examples.length)
      row.append(button("Surprise me", () => this.#surprise(), { "aria-label": `Surprise me: ${this.declaration.label}` }));
    this.node.append(this.label(), row);
    if (suggestions.length)
      this.node.append(
        make("datalist", { id: list }, ...suggestions.map((value) => make("option", { value }))),
      );
    if (words.length) {
      this.offers = make("div", { class: "un-chips", role: "group", "aria-label": "Words to choose" });
      const known = make("summary", {}, `The ${words.length} words that it knows`);
      const all = words.map((word) => this.#chip(word, () => this.#add(word)));
      this.node.append(this.note, this.offers, make("details", { class: "un-known" }, known, make("div", { class: "un-chips" }, ...all)));
    }
    this.input.addEventListener("input", () => {
      this.#help(false);
      this.#later();
    });
    this.input.addEventListener("blur", () => this.#help(true));
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      this.#help(true);
      this.#use();
    });
  }

  get raw() {
    return this.declaration.words.length ? this.#kept : this.input.value;
  }

  set raw(value) {
    this.#kept = this.input.value = value;
    if (this.offers) this.#help(true);
  }

  get text() {
    return this.raw;
  }

  // An unknown word stays in its place, and is named.
  parse(text) {
    if (text.length > this.declaration.longest) return undefined;
    const { unknown, many } = this.#read(text);
    return this.declaration.words.length && (unknown.length || many) ? undefined : text;
  }

  destroy() {
    clearTimeout(this.#waiting);
  }

  #read(text) {
    const { words, most } = this.declaration;
    const said = text.toLowerCase().split(MARKS).filter(Boolean);
    const unknown = words.length ? said.filter((word) => !words.includes(word)) : [];
    return { said, unknown, many: said.length > most };
  }

  // What can be said of the text as it stands; `whole` if its last word is not being typed any more.
  #help(whole) {
    const { words, most } = this.declaration;
    if (!words.length) return;
    const text = this.input.value;
    const { said, unknown, many } = this.#read(text);
    const last = whole || !text || MARKS.test(text.at(-1)) ? "" : said.at(-1);
    const wrong = unknown.find((word) => word !== last || !words.some((w) => w.startsWith(word)));
    let offered = [];
    if (many) this.#say(`That is ${said.length} words; it reads at most ${most}.`);
    else if (wrong) {
      this.#say(`“${wrong}” is none of its words. The nearest:`);
      offered = nearest(wrong, words).map((word) => this.#chip(word, () => this.#replace(wrong, word)));
    } else {
      this.#say("");
      const begun = last ? words.filter((word) => word.startsWith(last) && word !== last) : [];
      offered = begun.slice(0, MOST_OFFERED).map((word) => this.#chip(word, () => this.#replace(last, word)));
    }
    this.input.setAttribute("aria-invalid", String(Boolean(many || wrong)));
    this.offers.replaceChildren(...offered);
  }

  #say(text) {
    if (this.note.textContent !== text) this.note.textContent = text;
  }

  #chip(word, action) {
    const chip = button(word, action, { class: "un-chip" });
    chip.addEventListener("pointerdown", (event) => event.preventDefault()); // the text keeps the focus
    return chip;
  }

  #replace(word, by) {
    const at = this.input.value.toLowerCase().lastIndexOf(word);
    this.#set(`${this.input.value.slice(0, at)}${by}${this.input.value.slice(at + word.length)}`);
  }

  #add(word) {
    const text = this.input.value.trimEnd();
    this.#set(text ? `${text} ${word}` : word);
  }

  #surprise() {
    const others = this.declaration.examples.filter((example) => example !== this.input.value);
    this.#set(others[Math.floor(Math.random() * others.length)]);
  }

  #set(text) {
    this.input.value = text.slice(0, this.declaration.longest);
    this.#help(true);
    this.#use();
  }

  #later() {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#use(), PAUSE);
  }

  // Only what can be read is asked for: half a word waits.
  #use() {
    clearTimeout(this.#waiting);
    const text = this.input.value;
    if (this.declaration.words.length) {
      const { unknown, many } = this.#read(text);
      if (unknown.length || many || text.trim() === this.#kept.trim()) return;
      this.#kept = text;
    }
    this.changed();
  }
}

// The known words with the fewest letters to change.
function nearest(word, words) {
  const ranked = words.map((known) => [distance(word, known) / Math.max(word.length, known.length), known]);
  ranked.sort(([a], [b]) => a - b);
  return ranked.slice(0, 4).map(([, known]) => known);
}

// How many letters to put in, leave out or exchange (Levenshtein 1966).
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] !== b[j - 1])));
    row = next;
  }
  return row[b.length];
}
