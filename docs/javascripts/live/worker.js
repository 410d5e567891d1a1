// The one worker of the page: starts Python, runs demos, sends what they show.
//
// The page asks for one view at a time, so it can never be flooded, and to cancel between two
// steps is simply not to ask for the next.
import { DownloadError } from "./downloads.js";
import { start as startPython } from "./runtime.js";
import { Store } from "./store.js";

const PAUSE = 50; // ms between two reports of a download

let python = null;
const sessions = new Map();
const waiting = new Map(); // runs whose weights are on their way, and how to leave them

const actions = {
  async start({ base }) {
    try {
      if (typeof WebAssembly !== "object") throw new Error("There is no WebAssembly.");
      python = await startPython(base, throttled((progress) => post("progress", { progress })));
      post("ready", { times: python.times });
    } catch (error) {
      const download = error instanceof DownloadError;
      if (!download) await Store.clear(); // what is kept may be what does not start
      post("failed", { message: download ? error.message : "", detail: String(error?.stack ?? error) });
    }
  },

  async run({ id, demo, values, pictures }) {
    const report = throttled((progress) => post("bringing", { id, progress }));
    const { here, leave } = python.bring(demo, JSON.parse(values), (loaded, total) => report({ loaded, total }));
    waiting.set(id, leave);
    try {
      await here;
    } catch (error) {
      leave();
      const failed = { last: error.message, where: "", traceback: String(error.stack ?? error) };
      if (waiting.delete(id)) post("error", { id, error: failed });
      return;
    }
    if (!waiting.delete(id)) return; // stopped meanwhile
    guarded(() => {
      const bytes = python.toPy(pictures);
      sessions.set(id, python.sessions.Session(demo, values, bytes));
      bytes.destroy();
      step(id);
    });
  },

  next({ id }) {
    guarded(() => sessions.has(id) && step(id));
  },

  stop({ id, cancel }) {
    waiting.get(id)?.(cancel);
    waiting.delete(id);
    guarded(() => end(id));
    post("stopped", { id });
  },
};

self.addEventListener("message", ({ data }) => actions[data.type](data));

// One step of a demo, and its view on its way to the page.
function step(id) {
  const began = performance.now();
  const packed = sessions.get(id).step();
  const array = packed.get(1);
  const buffer = array.getBuffer("f64");
  const view = JSON.parse(packed.get(0));
  const numbers = buffer.data.slice();
  buffer.release();
  array.destroy();
  packed.destroy();
  const took = performance.now() - began;
  if (view.error || view.end || view.last) end(id);
  if (view.error) post("error", { id, error: view.error });
  else if (view.end) post("end", { id });
  else post("view", { id, view, numbers, took }, [numbers.buffer]);
}

function end(id) {
  sessions.get(id)?.destroy();
  sessions.delete(id);
}

// Errors of a demo are caught in Python. What arrives here has broken Python itself.
function guarded(action) {
  try {
    action();
  } catch (error) {
    post("crash", { detail: String(error?.stack ?? error) });
  }
}

function post(type, content, transfer = []) {
  self.postMessage({ type, ...content }, transfer);
}

// Bytes come in thousands of pieces; the page need not hear of each. It always hears of the last.
function throttled(report) {
  let last = -Infinity;
  let latest = null;
  let timer = 0;
  const tell = () => {
    clearTimeout(timer);
    timer = 0;
    last = performance.now();
    report(latest);
  };
  return (progress) => {
    latest = progress;
    if (performance.now() - last >= PAUSE || progress.loaded >= progress.total) tell();
    else timer ||= setTimeout(tell, PAUSE);
  };
}
