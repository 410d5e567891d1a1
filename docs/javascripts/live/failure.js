// What went wrong, in a sentence, and the way to try again.
import { button, make } from "./make.js";

/**
 * An alert for a failure {message, detail}, which goes away when the reader tries again;
 * `again(focused)` is told whether the keyboard was here.
 */
export function failureNote({ message, detail }, again) {
  const note = make("div", { class: "un-failure", role: "alert" }, make("p", {}, message));
  if (detail)
    note.append(
      make(
        "details",
        {},
        make("summary", {}, "The whole report"),
        make("pre", { tabindex: 0 }, detail),
      ),
    );
  const retry = button("Try again", () => {
    const focused = note.contains(document.activeElement);
    note.remove();
    again(focused);
  });
  note.append(retry);
  return note;
}
