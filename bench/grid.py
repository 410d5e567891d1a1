"""How long the lab's network takes for one guess, in the browser."""

import json

from playwright.sync_api import Browser

from bench.live import IN_WORKER, base

SCRIPT = """
const base = %(base)s;
const { loadPyodide } = await import(base + "pyodide.mjs");
const python = await loadPyodide({
  indexURL: base, packageBaseUrl: base, lockFileContents: %(lock)s, packages: ["numpy"],
});
const code = await (await fetch(base + "unnoise.zip")).arrayBuffer();
python.unpackArchive(code, "zip", { extractDir: "/unnoise" });
const file = "weights/grid/weights.safetensors";
const weights = await (await fetch(base + file)).arrayBuffer();
python.FS.mkdirTree("/unnoise/gen/weights/grid");
python.FS.writeFile("/unnoise/gen/" + file, new Uint8Array(weights));
postMessage(python.runPython(%(code)s));
"""

CODE = """
import sys, time
sys.path.insert(0, "/unnoise")
import numpy as np
from gen.nets import grid
predict = grid.predict(grid.load())
rng = np.random.default_rng(0)
times = []
for _ in range(60):
    x, abar = rng.standard_normal((1, 32, 32)), rng.uniform(0.1, 0.9, 1)
    began = time.perf_counter()
    predict(x, abar)
    times.append(time.perf_counter() - began)
sorted(times[10:])[25] * 1000
"""


def measure(browser: Browser, site_url: str) -> float:
    """The median of 50 guesses for one picture, in ms, in a worker of its own."""
    page = browser.new_page()
    page.goto(site_url)
    manifest = page.evaluate(
        "url => fetch(url).then(r => r.json())", f"{base(site_url)}manifest.json"
    )
    lock = json.dumps(json.dumps(manifest["lock"]))
    source = SCRIPT % {"base": json.dumps(base(site_url)), "lock": lock, "code": json.dumps(CODE)}
    try:
        return page.evaluate(IN_WORKER, source)
    finally:
        page.close()
