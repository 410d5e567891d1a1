// Python, as the page sees it: one worker that is started when the reader asks, runs the jobs of
// all demos on the page, and is replaced when it does not answer.

const BASE = new URL("../../assets/python/", import.meta.url).href;
const GRACE = 1000; // ms that a job has to stop before the worker is replaced
const LINGER = 60_000; // ms that an idle Python is kept after the reader has left its demos

/** Why there is no result: a sentence for the reader, and what a developer wants to see. */
export class Failure extends Error {
  constructor(message, detail = "") {
    super(message);
    this.detail = detail;
  }
}

let worker = null;
let started = null; // the promise of a running Python
let settle = null; // its {resolve, reject}
let running = false;
let lastId = 0;
let lingering = 0;
const jobs = new Map();
const users = new Map(); // the demos that want Python, and how to tell each of them of its start

/** Whether Python runs already, so that nothing has to be loaded. */
export const isRunning = () => running;

/** Start Python, or join whoever is starting it; `watch` is told of the progress. Rejects with a Failure. */
export function start(user, watch) {
  clearTimeout(lingering);
  started ??= boot();
  return new Promise((resolve, reject) => {
    users.set(user, { watch, reject });
    started.then(resolve, reject);
  });
}

/** A demo has no more use for Python. A start for nobody is given up. */
export function leave(user) {
  for (const job of jobs.values()) if (job.user === user) job.stop(true);
  users.get(user)?.reject(new Failure("Loading was cancelled."));
  users.delete(user);
  if (users.size) return;
  if (running) lingering = setTimeout(() => stop(), LINGER);
  else stop();
}

/**
 * Run a demo. `on` has bringing({loaded, total}) while its weights come, view(view, numbers, took),
 * which is called for each view, and end(failure), which is called once: without a failure when the
 * demo is done or was stopped.
 */
export function run(user, demo, values, pictures, on) {
  const job = new Job(user, { demo, values: JSON.stringify(values), pictures }, on);
  jobs.set(job.id, job);
  job.send();
  return job;
}

class Job {
  id = ++lastId;
  #task;
  #on;
  #over = null;

  constructor(user, task, on) {
    this.user = user;
    this.#task = task;
    this.#on = on;
  }

  send() {
    post("run", { id: this.id, ...this.#task });
  }

  /**
   * Stop before the next step. With `force`, weights that are on their way are given up, and Python
   * itself ends if that takes too long.
   */
  stop(force = false) {
    post("stop", { id: this.id, cancel: force });
    if (force) this.#over ??= setTimeout(() => this.#replace(), GRACE);
  }

  view({ view, numbers, took }) {
    if (!view.last) post("next", { id: this.id });
    this.#on.view(view, numbers, took);
    if (view.last) this.end();
  }

  bringing(progress) {
    this.#on.bringing(progress);
  }

  end(failure) {
    clearTimeout(this.#over);
    jobs.delete(this.id);
    this.#on.end(failure);
  }

  // The only way to end an endless loop. Jobs of other demos begin again in the next worker.
  #replace() {
    const others = [...jobs.values()].filter((job) => job !== this);
    stop();
    this.end();
    for (const job of others) if (job.#over) job.end();
    const waiting = others.filter((job) => !job.#over);
    if (!waiting.length) return;
    start(waiting[0].user, () => {}).then(
      () => waiting.forEach((job) => job.send()),
      (failure) => waiting.forEach((job) => job.end(failure)),
    );
  }
}

const heard = {
  progress: ({ progress }) => users.forEach(({ watch }) => watch(progress)),
  ready({ times }) {
    running = true;
    settle.resolve(times);
  },
  failed: ({ message, detail }) =>
    stop(new Failure(message || "Python could not be started.", detail)),
  bringing: ({ id, progress }) => jobs.get(id)?.bringing(progress),
  view: (message) => jobs.get(message.id)?.view(message),
  end: ({ id }) => jobs.get(id)?.end(),
  stopped: ({ id }) => jobs.get(id)?.end(),
  error: ({ id, error }) => {
    const where = error.where ? ` (${error.where})` : "";
    jobs.get(id)?.end(new Failure(error.last + where, error.traceback));
  },
  crash: ({ detail }) => crash(detail),
};

function boot() {
  const promise = new Promise((resolve, reject) => (settle = { resolve, reject }));
  promise.catch(() => {}); // those who wait hear of it in `start`
  if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
    queueMicrotask(() =>
      stop(new Failure("This browser cannot run Python: it has no WebAssembly, or it is switched off.")),
    );
    return promise;
  }
  const mine = (worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));
  mine.addEventListener("message", ({ data }) => mine === worker && heard[data.type](data));
  mine.addEventListener("error", (event) => {
    event.preventDefault();
    if (mine !== worker) return;
    if (running) crash(event.message);
    else stop(new Failure("The connection failed. Are you online?", event.message ?? ""));
  });
  post("start", { base: BASE });
  return promise;
}

function crash(detail) {
  const failure = new Failure("Python crashed and has to be started again.", detail);
  stop(failure);
  for (const job of [...jobs.values()]) job.end(failure);
}

// End the worker, whatever it does. `failure` is for those who wait for its start.
function stop(failure = new Failure("Python was stopped.")) {
  worker?.terminate();
  worker = null;
  started = null;
  running = false;
  settle?.reject(failure);
}

function post(type, content) {
  worker?.postMessage({ type, ...content });
}
