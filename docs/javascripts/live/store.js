// Files that stay in the browser under their hash, so that a second visit loads nothing.
// Where the Cache API is missing or refuses (private windows, http), every visit loads anew.

const NAME = "unnoise-python";
const MANIFEST = "manifest.json";

export class Store {
  #cache;
  #base;

  static async open(base) {
    const store = new Store();
    store.#base = base;
    store.#cache = await self.caches?.open(NAME).catch(() => null);
    return store;
  }

  /** Whether anything can be kept. */
  get keeps() {
    return Boolean(this.#cache);
  }

  /** The address of a file; another version of it is another address. */
  address(file) {
    return new URL(`${file.name}?sha256=${file.sha256}`, this.#base).href;
  }

  /** The kept file as a response, or undefined. */
  async find(file) {
    return this.#cache?.match(this.address(file)).catch(() => undefined);
  }

  /** Keep a file. A full disk is no failure: the file is loaded again next time. */
  async keep(file, bytes, type) {
    const headers = { "Content-Type": type, "Content-Length": String(bytes.byteLength) };
    await this.#cache?.put(this.address(file), new Response(bytes, { headers })).catch(() => {});
  }

  /** The manifest as the server has it now; offline, the one of the last visit. */
  async manifest() {
    const url = new URL(MANIFEST, this.#base).href;
    let response;
    try {
      response = await fetch(url, { cache: "no-cache" });
    } catch (error) {
      const kept = await this.#cache?.match(url).catch(() => undefined);
      if (!kept) throw error;
      return kept.json();
    }
    if (!response.ok) return { missing: response.status };
    const text = await response.text();
    await this.#cache?.put(url, new Response(text)).catch(() => {});
    return JSON.parse(text);
  }

  /** Forget the files that the manifest does not name: versions that are gone. */
  async evict(manifest) {
    const files = [...manifest.files, ...Object.values(manifest.weights).flat()];
    const wanted = new Set(files.map((file) => this.address(file)));
    wanted.add(new URL(MANIFEST, this.#base).href);
    const kept = (await this.#cache?.keys().catch(() => [])) ?? [];
    const gone = kept.filter((request) => !wanted.has(request.url));
    await Promise.all(gone.map((request) => this.#cache.delete(request).catch(() => {})));
  }

  /** Forget everything: what is kept may be damaged. */
  static async clear() {
    await self.caches?.delete(NAME).catch(() => {});
  }
}
