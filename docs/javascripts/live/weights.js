// The weights that demos need. Each file is asked for once, however many runs wait for it.

export class Weights {
  #downloads;
  #put;
  #here = new Set(); // names of files that have come
  #coming = new Map(); // name → a load: {loaded, size, waiting, controller, whole}

  /** `put(name, bytes)` is called for each file that has come whole. */
  constructor(downloads, put) {
    this.#downloads = downloads;
    this.#put = put;
  }

  /**
   * What a demo needs for such values: {here, leave}. `here` settles when all of it has come, and
   * fails with a DownloadError; what failed is asked for anew by the next run. `report(loaded,
   * total)` counts bytes. `leave(true)` gives up what nobody else waits for; after `leave()` it
   * goes on coming, since whoever has chosen it is likely to want it soon.
   */
  bring(demo, values, report) {
    const all = this.#downloads.manifest.weights[demo] ?? [];
    const loads = all
      .filter(({ name, when }) => !this.#here.has(name) && (!when || when[1].includes(values[when[0]])))
      .map((file) => this.#coming.get(file.name) ?? this.#begin(file));
    const sum = (name) => loads.reduce((total, load) => total + load[name], 0);
    const tell = () => report(sum("loaded"), sum("size"));
    for (const { waiting } of loads) waiting.add(tell);
    if (loads.length) tell();
    const leave = (cancel = false) => {
      for (const load of loads) {
        load.waiting.delete(tell);
        if (cancel && !load.waiting.size) this.#giveUp(load);
      }
    };
    return { here: Promise.all(loads.map(({ whole }) => whole)), leave };
  }

  #begin(file) {
    const load = { name: file.name, size: file.size, loaded: 0, waiting: new Set(), controller: new AbortController() };
    const count = (bytes) => {
      load.loaded += bytes;
      for (const tell of load.waiting) tell();
    };
    this.#coming.set(file.name, load);
    load.whole = this.#downloads
      .take(file, count, load.controller.signal)
      .then((bytes) => {
        this.#put(file.name, bytes);
        this.#here.add(file.name);
      })
      .finally(() => this.#forget(load));
    load.whole.catch(() => {}); // whoever waits hears of it; perhaps nobody does any more
    return load;
  }

  // At once, so that a run which comes now does not wait for it.
  #giveUp(load) {
    this.#forget(load);
    load.controller.abort();
  }

  #forget(load) {
    if (this.#coming.get(load.name) === load) this.#coming.delete(load.name);
  }
}
