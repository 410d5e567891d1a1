// The state of the demos in the page's address: ?forward.n=30&forward.seed=8. A second copy of a
// demo on a page is called forward-2.

const PAUSE = 400; // ms: Safari allows about 100 changes of the address in 30 s

let waiting = 0;
const changes = new Map();

/** What the address holds for a demo: {control: text}. */
export function read(demo) {
  const found = {};
  for (const [key, text] of new URLSearchParams(location.search))
    if (key.startsWith(`${demo}.`)) found[key.slice(demo.length + 1)] = text;
  return found;
}

/** Bring a demo's state into the address, after a pause. */
export function write(demo, texts) {
  changes.set(demo, texts);
  clearTimeout(waiting);
  waiting = setTimeout(flush, PAUSE);
}

/** Forget what is waiting: its page has been left. */
export function drop(demo) {
  changes.delete(demo);
}

// Who follows a link may want to come back to this very state.
addEventListener("click", ({ target }) => target.closest?.("a[href]") && flush(), { capture: true });
addEventListener("pagehide", () => flush());

/** The address of this page with a demo in a given state. */
export function link(demo, texts) {
  const url = new URL(location.href);
  url.search = withState(url.search, demo, texts);
  return url.href;
}

function flush() {
  clearTimeout(waiting);
  if (!changes.size) return;
  let { search } = location;
  for (const [demo, texts] of changes) search = withState(search, demo, texts);
  changes.clear();
  if (search === location.search) return;
  try {
    history.replaceState(history.state, "", location.pathname + search + location.hash);
  } catch {
    // Too many changes for this browser: the next one brings the address up to date.
  }
}

function withState(search, demo, texts) {
  const query = new URLSearchParams(search);
  for (const key of [...query.keys()]) if (key.startsWith(`${demo}.`)) query.delete(key);
  for (const [name, text] of Object.entries(texts)) query.set(`${demo}.${name}`, text);
  return query.size ? `?${query}` : "";
}
