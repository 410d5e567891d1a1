"""What pages weigh and hold, and how fast their sliders answer, in a real browser."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench import live, networks, training
from bench.budgets import Measured
from gen.registry import ROOT
from gen.site import browser as browsers
from gen.site.host import serving

SITE = ROOT / "site"
SETTLE = (Path(__file__).parent / "settle.js").read_text()
HELD = (Path(__file__).parent / "held.js").read_text()
SLIDE = (Path(__file__).parent / "slide.js").read_text()
# Lighthouse's phone, and a laptop with a sharp screen: (width, height, device pixels a pixel).
SCREENS = {"phone": (412, 823, 1.75), "laptop": (1440, 900, 2.0)}
INPUTS = 200


def paths() -> list[str]:
    """The addresses of all pages below the site's own, but for the 404 page."""
    files = (f.relative_to(SITE) for f in SITE.rglob("index.html") if "assets" not in f.parts)
    return sorted(f.as_posix().removesuffix("index.html") for f in files)


def lessons() -> list[str]:
    """The pages of the article."""
    return [path for path in paths() if path.startswith("lessons/")]


@contextmanager
def opened(browser: Browser, screen: str, script: str = "") -> Iterator[Page]:
    """An empty page in a browser that has seen nothing yet."""
    width, height, ratio = SCREENS[screen]
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=ratio
    )
    if script:
        context.add_init_script(script)
    yield context.new_page()
    context.close()


def down(page: Page, step: int) -> Iterator[None]:
    """Scroll to the end of the page, `step` pixels at a time, and let it load at every stop."""
    top = 0
    while top < page.evaluate("document.documentElement.scrollHeight"):
        page.evaluate(SETTLE, top)
        yield
        top += step


def weight(browser: Browser, url: str, screen: str) -> tuple[float, float]:
    """The kB of all answers, headers included, of the first view and after seeing all of it."""
    with opened(browser, screen) as page:
        answers: list[float] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda e: answers.append(e["encodedDataLength"]))
        page.goto(url, wait_until="networkidle")
        page.wait_for_timeout(500)
        first = sum(answers)
        for _ in down(page, SCREENS[screen][1] // 2):
            pass
        page.wait_for_timeout(500)
        return first / 1e3, sum(answers) / 1e3


def held(browser: Browser, url: str, screen: str) -> float:
    """The most decoded pixels, in millions, that the page holds at any stop on the way down."""
    with opened(browser, screen, HELD) as page:
        page.goto(url, wait_until="networkidle")
        session = page.context.new_cdp_session(page)
        most = 0.0
        for _ in down(page, SCREENS[screen][1] // 2):
            session.send("HeapProfiler.collectGarbage")
            most = max(most, page.evaluate("pixelsHeld()"))
        return most / 1e6


def slider_times(browser: Browser, url: str, screen: str) -> dict[str, list[float]]:
    """For each figure with a slider, the ms from each of many inputs to the drawn picture."""
    with opened(browser, screen) as page:
        page.goto(url, wait_until="networkidle")
        times: dict[str, list[float]] = {}
        for player in page.locator("[figure]:has(.un-controls input[type=range])").all():
            player.scroll_into_view_if_needed()
            page.wait_for_timeout(300)
            if player.get_attribute("ready") is not None:
                times[player.get_attribute("figure") or ""] = player.evaluate(SLIDE, INPUTS)
        return times


def percentile95(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def measure_pages(quick: bool) -> dict[str, Measured]:
    """Weights and pixels."""
    first, whole, pixels = {}, {}, {}
    with sync_playwright() as playwright, serving(SITE) as site:
        browser = browsers.launch(playwright)
        for path in paths():
            for screen in SCREENS:
                name = f"{path or '/'} ({screen})"
                weights = weight(browser, site + path, screen)
                if path in lessons():
                    first[name], whole[name] = weights
                pixels[name] = held(browser, site + path, screen)
        browser.close()
    return {
        "first_view": Measured.worst(first),
        "whole_lesson": Measured.worst(whole),
        "pixels": Measured.worst(pixels),
    }


def measure_slider(quick: bool) -> dict[str, Measured]:
    """Sliders."""
    worst = {}
    with sync_playwright() as playwright, serving(SITE) as site:
        browser = browsers.launch(playwright)
        for path in paths():
            for screen in SCREENS:
                for figure, times in slider_times(browser, site + path, screen).items():
                    worst[f"{figure} ({screen})"] = percentile95(times)
        browser.close()
    return {"slider": Measured.worst(worst)}


def measure_live(quick: bool) -> dict[str, Measured]:
    """Python in the page."""
    with sync_playwright() as playwright, serving(SITE) as site:
        browser = browsers.launch(playwright)
        found = live.measure(browser, site)
        network = networks.measure_grid(browser, site)
        picture = networks.measure_painter(browser, site)
        latent_picture = networks.measure_latent_painter(browser, site)
        compressed = networks.measure_compress(browser, site)
        trained = training.measure(browser, site)
        browser.close()
    return {
        "pyodide_ready": Measured(found["live.ready_beside_bare"], found),
        "live_step": Measured(found["live.step_32_ms"]),
        "live_slider": Measured(found["live.slider_to_picture_p95_ms"]),
        "network": Measured(network),
        "picture": Measured(picture["seconds"], picture),
        "latent_picture": Measured(latent_picture["shown"], latent_picture),
        "compress": Measured.worst(compressed),
        "training": Measured(trained["seconds"], trained),
    }
