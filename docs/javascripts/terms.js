// What a term means, where there is no hover: a tap shows it, Escape or another tap hides it.

const shown = () => document.querySelector(".un-term[data-shown]");

function hide(term) {
  if (term) delete term.dataset.shown;
}

document.addEventListener("click", ({ target }) => {
  const term = target instanceof Element ? target.closest(".un-term") : null;
  const before = shown();
  hide(before);
  if (!term) return;
  delete term.dataset.hidden;
  if (term !== before) term.dataset.shown = "";
});

// Whoever has read enough need not move away: Escape hides what hover or focus shows, too.
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  hide(shown());
  for (const term of document.querySelectorAll(".un-term:is(:hover, :focus)")) {
    term.dataset.hidden = "";
    const again = () => delete term.dataset.hidden;
    for (const end of ["pointerleave", "blur"]) term.addEventListener(end, again, { once: true });
  }
});
