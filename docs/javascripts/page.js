// What the page as a whole knows: the colour scheme, whether motion is welcome, where files lie.

const reduced = matchMedia("(prefers-reduced-motion: reduce)");

/** True where things may move by themselves. */
export const motionIsWelcome = () => !reduced.matches;

/** The address of a file of a figure, wherever the site is mounted. */
export const figureFile = (figure, file) =>
  new URL(`../assets/figures/${figure}/${file}`, import.meta.url);

/** Call back when the reader switches between the light and the dark page; returns a stop. */
export function onSchemeChange(callback) {
  const observer = new MutationObserver(callback);
  observer.observe(document.body, {
    attributes: true,
    attributeFilter: ["data-md-color-scheme"],
  });
  return () => observer.disconnect();
}

/** The colour of a role ("signal", "noise", "guess", "truth", …) on the page as it is now. */
export const colour = (element, role) =>
  getComputedStyle(element).getPropertyValue(`--un-${role}`).trim();

/** Fetch, and fail with a sentence that a reader understands. */
export async function get(url) {
  let response;
  try {
    response = await fetch(url, { cache: "no-cache" });
  } catch {
    throw new Error("The connection failed. Are you online?");
  }
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response;
}
