"""How long the networks of the demos take in the browser, each in a worker of its own."""

import json
from typing import Any

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
for (const file of %(files)s) {
  const weights = await (await fetch(base + file)).arrayBuffer();
  python.FS.mkdirTree("/unnoise/gen/" + file.slice(0, file.lastIndexOf("/")));
  python.FS.writeFile("/unnoise/gen/" + file, new Uint8Array(weights));
}
postMessage(python.runPython(%(code)s));
"""

# The median of 50 guesses for one picture, in ms.
GRID = """
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

# The median of 5 guided pictures, in s; how many products of two numbers one takes, in millions;
# and how many millions a second the einsum of gen/nets/product.py reaches by itself.
PAINTER = """
import json, sys, time
sys.path.insert(0, "/unnoise")
import numpy as np
from gen.diffusion import samplers, schedules
from gen.diffusion.spacing import trailing
from gen.nets import layers, painter
abar = schedules.alphas_cumprod(schedules.cosine(1000))
def picture(seed):
    xt = np.random.default_rng(seed).standard_normal((1, 32, 32, 3))
    denoise = painter.load().denoiser(["a red car in the mountains at sunset"])
    for step in samplers.ddim(denoise, xt, trailing(painter.STEPS, abar), abar):
        pass
products, plain = 0, layers.product
def counting(a, b):
    global products
    products += a.size * b.shape[-2]
    return plain(a, b)
layers.product = counting
picture(0)
layers.product = plain
times, rates = [], []
a, b = (np.ones((256, 576), np.float32), np.ones((64, 576), np.float32))
for seed in range(5):
    began = time.perf_counter()
    picture(seed)
    times.append(time.perf_counter() - began)
    began = time.perf_counter()
    for _ in range(50):
        plain(a, b)
    rates.append(50 * a.size * len(b) / (time.perf_counter() - began))
rate = sorted(rates)[2]
json.dumps({"seconds": sorted(times)[2], "products": products / 1e6, "rate": rate / 1e6})
"""


# The median of 5 guided pictures of 64 x 64 by way of latents, in s: the steps alone, with the one
# decoding at the end, as a program would; and with everything decoded that the studio shows.
LATENT_PAINTER = """
import json, sys, time
sys.path.insert(0, "/unnoise")
import numpy as np
from gen.diffusion import samplers, schedules
from gen.diffusion.spacing import trailing
from gen.nets import autoencoder, painter
abar = schedules.alphas_cumprod(schedules.cosine(1000))
decode = autoencoder.load(4).decode
def picture(seed, shown):
    xt = np.random.default_rng(seed).standard_normal((1, *painter.LATENTS))
    network = painter.load(painter.LATENT_WEIGHTS)
    denoise = network.denoiser(["a red car in the mountains at sunset"])
    for step in samplers.ddim(denoise, xt, trailing(painter.STEPS, abar), abar):
        if shown and step.t >= 0:
            decode(np.concatenate([step.xt, step.x0_hat]))
    decode(step.xt)
def median(shown):
    times = []
    for seed in range(6):
        began = time.perf_counter()
        picture(seed, shown)
        times.append(time.perf_counter() - began)
    return sorted(times[1:])[2]
json.dumps({"seconds": median(False), "shown": median(True)})
"""

# The median of 9 pictures to a latent and back, as the demo `compress` does it, in s.
COMPRESS = """
import json, sys, time
sys.path.insert(0, "/unnoise")
import numpy as np
from gen.live import compress
def once(factor, seed):
    picture = np.random.default_rng(seed).uniform(-1, 1, (64, 64, 3))
    began = time.perf_counter()
    compress.compress(picture=picture, factor=factor, bits=8, noise=0.0, seed=0)
    return time.perf_counter() - began
json.dumps({f: sorted([once(f, seed) for seed in range(10)][1:])[4] for f in compress.WEIGHTS})
"""


def measure_grid(browser: Browser, site_url: str) -> float:
    """A guess of the lab's network, in ms."""
    return run(browser, site_url, GRID, "grid")


def measure_painter(browser: Browser, site_url: str) -> dict[str, float]:
    """A guided picture: its seconds, and the share that the products alone would take of them."""
    told = json.loads(run(browser, site_url, PAINTER, "scenes"))
    least = told["products"] / told["rate"]
    return {**told, "least": least, "share": least / told["seconds"]}


def measure_latent_painter(browser: Browser, site_url: str) -> dict[str, float]:
    """A guided picture by way of latents: its seconds, and those with every step shown."""
    return json.loads(run(browser, site_url, LATENT_PAINTER, "latents", "autoencoder4"))


def measure_compress(browser: Browser, site_url: str) -> dict[str, float]:
    """A picture to a latent and back, in seconds, for each factor."""
    return json.loads(run(browser, site_url, COMPRESS, "autoencoder4", "autoencoder8"))


def run(browser: Browser, site_url: str, code: str, *weights: str) -> Any:
    """What a piece of Python says in the browser, where the weights of these names lie."""
    page = browser.new_page()
    page.goto(site_url)
    manifest = page.evaluate(
        "url => fetch(url).then(r => r.json())", f"{base(site_url)}manifest.json"
    )
    values = {
        "base": base(site_url),
        "lock": json.dumps(manifest["lock"]),
        "files": [f"weights/{name}/weights.safetensors" for name in weights],
        "code": code,
    }
    try:
        return page.evaluate(
            IN_WORKER, SCRIPT % {name: json.dumps(value) for name, value in values.items()}
        )
    finally:
        page.close()
