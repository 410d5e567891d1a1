"""What the live demos cost: the start of Python, one step, and a slider's way to its picture."""

import json
import statistics
from pathlib import Path

from playwright.sync_api import Browser

ROUNDS = 3
BUDGETS = {
    "live.ready_beside_bare": 1.15,
    "live.step_32_ms": 1.0,
    "live.slider_to_picture_p95_ms": 16.0,
}

# The least that can be done: Pyodide's own loader, NumPy, `import numpy`, in a worker.
BARE = """
const base = %(base)s;
const began = performance.now();
const { loadPyodide } = await import(base + "pyodide.mjs");
const python = await loadPyodide({
  indexURL: base, packageBaseUrl: base, lockFileContents: %(lock)s, packages: ["numpy"],
});
python.runPython("import numpy");
const bare = performance.now() - began;
const code = await (await fetch(base + "unnoise.zip")).arrayBuffer();
python.unpackArchive(code, "zip", { extractDir: "/unnoise" });
postMessage({ bare, step: python.runPython(%(step)s) });
"""

# One step of the closed form on 32 x 32, as a demo takes it, and packed for the page.
STEP = """
import sys, time
sys.path.insert(0, "/unnoise")
import numpy as np
from gen.live import forward, session
x0 = np.zeros((32, 32, 3))
times = []
for n in range(1, 51):
    began = time.perf_counter()
    session.pack(forward.forward(picture=x0, schedule="cosine", T=50, n=n, seed=7), last=True)
    times.append(time.perf_counter() - began)
sorted(times)[25] * 1000
"""

IN_WORKER = """(source) => new Promise((resolve, reject) => {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
  worker.onerror = ({ message }) => reject(new Error(message));
})"""

READY = """(element) => new Promise((resolve, reject) => {
  element.addEventListener("un-ready", ({ detail }) => resolve(detail.ready), { once: true });
  element.querySelector(".un-live-run").click();
  setTimeout(() => reject(new Error("Python did not start within a minute")), 60000);
})"""

# From the input event until the new picture is on the canvas, and Python's share of that.
DRAG = """async (element) => {
  const slider = element.querySelector(".un-controls input");
  const all = [], took = [];
  for (let i = 0; i < 120; i++) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    const shown = new Promise((resolve) =>
      element.addEventListener("un-shown", resolve, { once: true }));
    const began = performance.now();
    slider.value = (i * 7) % 50;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    const { detail } = await shown;
    all.push(performance.now() - began);
    took.push(detail.took);
  }
  return [all.slice(20), took.slice(20)];
}"""


def measure(browser: Browser, site_url: str) -> dict[str, float]:
    """Measure on a site that shows the demo `forward` at lessons/forward/ or on its first page.

    Times of our start and of a bare one alternate, so that other load falls on both. Each is in
    a browser that has never seen the site. Gives seconds and milliseconds, as the names say.
    """
    bare, ready, steps, drags, shares = [], [], [], [], []
    for _ in range(ROUNDS):
        context = browser.new_context()
        page = context.new_page()
        page.goto(site_url)
        lock = page.evaluate(
            "url => fetch(url).then(r => r.json())", f"{base(site_url)}manifest.json"
        )
        source = BARE % {
            "base": json.dumps(base(site_url)),
            "lock": json.dumps(json.dumps(lock["lock"])),
            "step": json.dumps(STEP),
        }
        result = page.evaluate(IN_WORKER, source)
        bare.append(result["bare"])
        steps.append(result["step"])
        context.close()

        context = browser.new_context()
        page = context.new_page()
        page.goto(site_url + "lessons/forward/")
        if not page.locator("un-live[demo=forward]").count():
            page.goto(site_url)
        demo = page.locator("un-live[demo=forward]")
        demo.scroll_into_view_if_needed()
        ready.append(demo.evaluate(READY))
        page.wait_for_selector("un-live[data-run=done]")
        times, took = demo.evaluate(DRAG)
        drags += times
        shares += took
        context.close()
    return {
        "live.bare_s": statistics.median(bare) / 1000,
        "live.ready_s": statistics.median(ready) / 1000,
        "live.ready_beside_bare": statistics.median(
            ours / theirs for ours, theirs in zip(ready, bare, strict=True)
        ),
        "live.step_32_ms": statistics.median(steps),
        "live.step_128_ms": statistics.median(shares),
        "live.slider_to_picture_p50_ms": statistics.median(drags),
        "live.slider_to_picture_p95_ms": statistics.quantiles(drags, n=20)[-1],
    }


def base(site_url: str) -> str:
    """Where the site keeps Python."""
    return site_url + "assets/python/"


def main() -> None:
    """Measure site/ and print."""
    from playwright.sync_api import sync_playwright

    from gen.site import browser, host

    folder = Path(__file__).parent.parent / "site"
    with sync_playwright() as playwright, host.serving(folder) as url:
        for name, value in measure(browser.launch(playwright), url).items():
            print(f"{name:<32} {value:8.3f}  {BUDGETS.get(name, '')}")


if __name__ == "__main__":
    main()
