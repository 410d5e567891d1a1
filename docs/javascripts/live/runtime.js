// From bytes to a Python that can run our demos. Used by the worker only.
import { Downloads } from "./downloads.js";
import { Weights } from "./weights.js";

const HOME = "/unnoise";
const CODE = "unnoise.zip";

/**
 * Load and start Python; `report({loaded, total, compressed})` is called as bytes come. Gives
 * {sessions, toPy, bring, times}: our Python module, a converter, what loads the weights that a
 * demo needs (`Weights.bring`), and how long it took, in ms.
 */
export async function start(base, report) {
  const began = performance.now();
  const downloads = await Downloads.begin(base, (loaded, { size, compressed }) =>
    report({ loaded, total: size, compressed }),
  );
  // A download that breaks would leave Pyodide waiting for ever, so both are watched.
  const broken = downloads.whole().then(() => new Promise(() => {}));
  const python = await Promise.race([boot(base, downloads), broken]);
  downloads.whole().then(() => downloads.tidy(), () => {});
  return { ...python, times: { ready: performance.now() - began } };
}

async function boot(base, downloads) {
  const wheel = downloads.manifest.lock.packages.numpy.file_name;
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all([
    downloads.module("pyodide.mjs"),
    downloads.module("pyodide.asm.mjs"),
  ]);
  const pyodide = await withFiles(downloads, () =>
    loadPyodide({
      indexURL: base,
      packageBaseUrl: base,
      lockFileContents: JSON.stringify(downloads.manifest.lock),
      createPyodideModule,
    }),
  );
  const [numpy, code] = await Promise.all([downloads.bytes(wheel), downloads.bytes(CODE)]);
  pyodide.unpackArchive(numpy, "wheel");
  pyodide.unpackArchive(code, "zip", { extractDir: HOME });
  pyodide.runPython(`import sys; sys.path.insert(0, "${HOME}")`);
  const sessions = pyodide.pyimport("gen.live.session");
  const weights = new Weights(downloads, (name, bytes) => {
    const path = `${HOME}/gen/${name}`;
    pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    pyodide.FS.writeFile(path, new Uint8Array(bytes));
  });
  return {
    sessions,
    toPy: (value) => pyodide.toPy(value),
    bring: (...all) => weights.bring(...all),
  };
}

// Pyodide asks for its files with `fetch`; meanwhile ours answers.
async function withFiles(downloads, action) {
  const { fetch } = self;
  self.fetch = (input, options) => {
    const name = new URL(input.url ?? input).pathname.split("/").pop();
    return downloads.has(name) ? downloads.response(name) : fetch(input, options);
  };
  try {
    return await action();
  } finally {
    self.fetch = fetch;
  }
}
