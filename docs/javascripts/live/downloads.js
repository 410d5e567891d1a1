// The files of the manifest, all asked for at once, counted while they come, checked and kept.
import { Store } from "./store.js";

const TYPES = { mjs: "text/javascript", wasm: "application/wasm" };

/** What went wrong with a download, in a sentence that a reader understands. */
export class DownloadError extends Error {}

export class Downloads {
  #store;
  #files = new Map();
  #responses = new Map();
  #checks = [];
  #report;
  #loaded = 0;

  /** Begin to load everything under `base`. `report(loaded, manifest)` is called as bytes come. */
  static async begin(base, report) {
    const downloads = new Downloads();
    downloads.#store = await Store.open(base);
    downloads.#report = report;
    const manifest = await downloads.#store.manifest().catch(() => {
      throw new DownloadError("The connection failed. Are you online?");
    });
    if (manifest.missing)
      throw new DownloadError(`The server answered ${manifest.missing} for Python’s list of files.`);
    downloads.manifest = manifest;
    await downloads.#begin(manifest.files);
    return downloads;
  }

  /** Load one more file and give its bytes. `count(bytes)` is called as they come. */
  async take(file, count, signal) {
    const { response, checked } = await this.#load(file, count, signal);
    await checked;
    return response.arrayBuffer();
  }

  async #begin(files) {
    for (const file of files) {
      this.#files.set(file.name, file);
      const answered = this.#load(file, (bytes) => this.#count(bytes));
      this.#responses.set(file.name, answered.then(({ response }) => response));
      this.#checks.push(answered.then(({ checked }) => checked));
      this.#checks.at(-1).catch(() => {}); // `whole` tells; until somebody asks it is not unhandled
    }
    await Promise.all(files.map(({ name }) => this.#responses.get(name)));
  }

  has(name) {
    return this.#files.has(name);
  }

  /** A file, as `fetch` would give it. Each can be taken once. */
  response(name) {
    return this.#responses.get(name);
  }

  async bytes(name) {
    return (await this.response(name)).arrayBuffer();
  }

  /** A script, run as a module. From memory, so that no network is needed for it either. */
  async module(name) {
    const blob = new Blob([await this.bytes(name)], { type: TYPES.mjs });
    const url = URL.createObjectURL(blob);
    try {
      return await import(url);
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  /** Settles when every file has come whole; fails with the first that has not. */
  async whole() {
    await Promise.all(this.#checks);
  }

  /** Drop kept versions that are gone. */
  async tidy() {
    await this.#store.evict(this.manifest);
  }

  // A file's response, and what settles when it has come whole. Both at once, since a promise of
  // the latter would wait for it.
  async #load(file, count, signal) {
    const kept = await this.#store.find(file);
    if (kept) {
      count(file.size);
      return { response: kept };
    }
    let response;
    try {
      // What the store keeps, the browser's own cache need not keep as well.
      response = await fetch(this.#store.address(file), {
        cache: this.#store.keeps ? "no-store" : "default",
        signal,
      });
    } catch {
      throw new DownloadError("The connection failed. Are you online?");
    }
    if (!response.ok)
      throw new DownloadError(`The server answered ${response.status} for ${file.name}.`);
    const type = TYPES[file.name.split(".").pop()] ?? "application/octet-stream";
    const [used, stream] = response.body.tee();
    const checked = this.#check(file, stream, type, count);
    checked.catch(() => {}); // the response may have to be waited for before it is asked for
    return { response: new Response(used, { headers: { "Content-Type": type } }), checked };
  }

  // Runs beside the start of Python and delays nothing.
  async #check(file, stream, type, count) {
    const bytes = new Uint8Array(file.size);
    let at = 0;
    try {
      for (const reader = stream.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) break;
        if (at + value.length <= file.size) bytes.set(value, at);
        at += value.length;
        count(value.length);
      }
    } catch {
      throw new DownloadError(`The connection broke while ${file.name} was coming.`);
    }
    if (at !== file.size || !(await matches(bytes, file.sha256)))
      throw new DownloadError(`${file.name} came damaged.`);
    await this.#store.keep(file, bytes, type);
  }

  #count(bytes) {
    this.#loaded += bytes;
    this.#report(this.#loaded, this.manifest);
  }
}

// Only secure pages have crypto.subtle; elsewhere the size has to do.
async function matches(bytes, sha256) {
  if (!self.crypto?.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") === sha256;
}
