"""A small project with a demo of every kind of control, and its site in a real browser.

The demos of tests/live/demos are copied into a copy of the project: Python files alone.
"""

import base64
import fcntl
import io
import os
import shutil
import subprocess
import sys
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Worker, expect

from gen.registry import ROOT
from gen.site.host import serving

DEMOS = Path(__file__).with_name("demos")
FIGURES = {
    "live": "forward/live",
    "train": "learning/live",
    "walk": "walking/live",
    "morph": "flow/live",
    "cost": "cost/live",
    "compress": "latents/live",
    "lab": "lab/live",
    "langevin": "origins/live",
    "studio": "studio/live",
    **{name: f"tests/{name}" for name in ("every", "steps", "trouble", "heavy", "other")},
}
OTHER = '''
import numpy as np

from gen.render.blend import Blend, Layer, Panel
from gen.render.figure import Steps


def figure() -> Blend:
    """Four steps from black to white."""
    layer = Layer(np.ones((16, 16, 3)))
    weights = np.linspace(-1, 1, 4)[:, None]
    return Blend(layers=[layer], panels=[Panel(weights, "a wall")], steps=Steps(range(4)))
'''

PAGES = {
    "index.md": "# Forward\n\n{other}\n\n{live}\n\n[Elsewhere](other.md)\n",
    "every.md": "# Every control\n\n{every}\n",
    "steps.md": "# Steps\n\n{steps}\n",
    "trouble.md": "# Trouble\n\n{trouble}\n\n{other}\n\n{live}\n",
    "heavy.md": "# Heavy\n\n{heavy}\n\n[Elsewhere](other.md)\n",
    "train.md": "# Train\n\n{train}\n\n[Elsewhere](other.md)\n",
    "walk.md": "# Walk\n\n{walk}\n",
    "morph.md": "# Morph\n\n{morph}\n",
    "cost.md": "# Cost\n\n{cost}\n",
    "compress.md": "# Compress\n\n{compress}\n",
    "lab.md": "# Lab\n\n{lab}\n",
    "langevin.md": "# Langevin\n\n{langevin}\n",
    "studio.md": "# Studio\n\n{studio}\n",
    "twice.md": "# Twice\n\n{steps}\n\n{steps}\n",
    "other.md": "# Elsewhere\n\n[Back](index.md)\n",
}


def make_project(folder: Path) -> Path:
    """Copy the project with the test demos added to it, build it, and give the site's folder."""
    shutil.copytree(ROOT / "gen", folder / "gen", ignore=shutil.ignore_patterns("__pycache__"))
    # With the lock the networks of the plane, which lie in gen/weights, need not learn again.
    for name in (
        "pyproject.toml", "requirements.txt", "requirements", "mkdocs.yml", "pytask.lock",
        "bench/results",
    ):  # fmt: skip
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, folder / name)
    for name in ("node_modules", "vendor"):
        (folder / name).symlink_to(ROOT / name)
    docs = folder / "docs"
    for name in ("javascripts", "stylesheets", "images", "assets/fonts"):
        if (ROOT / "docs" / name).is_dir():
            shutil.copytree(ROOT / "docs" / name, docs / name)
    # Nor need the site's own figures be drawn again.
    for name in FIGURES.values():
        drawn = ROOT / "docs" / "assets" / "figures" / name
        if drawn.is_dir():
            shutil.copytree(drawn, docs / "assets" / "figures" / name)
    figures = folder / "gen" / "figures" / "tests"
    figures.mkdir()
    (figures / "__init__.py").write_text('"""Figures of the tests."""\n')
    for demo in sorted(DEMOS.glob("*.py")):
        shutil.copyfile(demo, folder / "gen" / "live" / demo.name)
        (figures / demo.name).write_text(
            f"from gen.live.{demo.stem} import {demo.stem}\n"
            f"from gen.render.live import Live\n\n\n"
            f"def figure() -> Live:\n    return Live(demo={demo.stem})\n"
        )
    (figures / "other.py").write_text(OTHER)
    blocks = {
        key: f"/// figure | {name}\n    alt: A figure\n\nA caption.\n///"
        for key, name in FIGURES.items()
    }
    for name, text in PAGES.items():
        (docs / name).write_text(text.format(**blocks))
    configure(folder / "mkdocs.yml")
    for command in (
        ["gen.build", *FIGURES.values()],
        ["gen.site.bundle"],
        ["mkdocs", "build", "--quiet", "--strict"],
    ):
        run(folder, command)
    return folder / "site"


def configure(file: Path) -> None:
    """The navigation of the test's pages, and the demos' stylesheet."""
    text = file.read_text()
    nav, rest = text.index("nav:"), text.index("theme:")
    text = text[:nav] + "nav:\n" + "".join(f"  - {p}\n" for p in PAGES) + "\n" + text[rest:]
    if "live.css" not in text:
        text = text.replace("extra_javascript:", "  - stylesheets/live.css\nextra_javascript:")
    file.write_text(text)


def run(folder: Path, command: list[str]) -> None:
    """Run a module of the copied project."""
    result = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not result.returncode, f"{command}:\n{result.stdout}\n{result.stderr}"


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the small project's site, which is built once for all that run tests."""
    run_of_all = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # else this process is the only one
        run_of_all = run_of_all.parent
    folder = run_of_all / "live"
    with (run_of_all / "live.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (folder / "site" / "finished").exists():
            shutil.rmtree(folder, ignore_errors=True)
            (make_project(folder) / "finished").touch()
    with serving(folder / "site") as url:
        yield url


class Tab:
    """A page with a demo on it, and everything that it asked for and complained of."""

    def __init__(self, context: BrowserContext, site: str, path: str, name: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(25_000)
        self.requests: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda m: self.said.append(f"{m.type}: {m.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.site, self.path = site, path
        self.focused = ""
        self.pick(name)

    def pick(self, name: str) -> None:
        """Look at the demo `name` from now on; `name-2` is its second copy on the page."""
        self.name = name
        self.demo: Locator = self.page.locator(f"un-live[key={name}]")

    def open(self, query: str = "") -> "Tab":
        """Load the page afresh."""
        self.page.goto(self.site + self.path + query)
        expect(self.demo).to_have_attribute("data-phase", "idle")
        return self

    def another(self) -> "Tab":
        """A second tab of the same browser."""
        return Tab(self.page.context, self.site, self.path, self.name)

    def start(self) -> "Tab":
        """Press the button and wait for the first result."""
        self.demo.locator(".un-live-run").click()
        return self.done()

    def done(self) -> "Tab":
        """Wait until nothing runs any more."""
        expect(self.demo).to_have_attribute("data-run", "done", timeout=25_000)
        return self

    def control(self, name: str) -> Locator:
        """The input of a control."""
        return self.demo.locator(f"[id$='-{name}']")

    def button(self, name: str) -> Locator:
        """A button of the demo."""
        return self.demo.get_by_role("button", name=name, exact=True)

    def readouts(self) -> dict[str, str]:
        """What the numbers say."""
        spans = self.demo.locator(".un-readouts > span").all()
        return {
            span.get_attribute("data-label") or "": span.locator("b").inner_text() for span in spans
        }

    def values(self, panel: int = 0) -> np.ndarray:
        """The exact numbers of a panel, as they came from Python."""
        script = """(e, i) => {
            const bytes = new Uint8Array(e.stage.values(i).slice().buffer);
            return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
        }"""
        return np.frombuffer(base64.b64decode(self.demo.evaluate(script, panel)))

    def pixels(self, panel: int = 0) -> np.ndarray:
        """What the canvas of a panel shows, RGB."""
        canvas = self.demo.locator(".un-view canvas").nth(panel)
        _, _, data = canvas.evaluate("c => c.toDataURL()").partition(",")
        with Image.open(io.BytesIO(base64.b64decode(data))) as shown:
            return np.asarray(shown.convert("RGB"))

    def state(self) -> dict[str, str]:
        """What the address holds."""
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.page.url).query))

    def pythons(self) -> list[Worker]:
        """The workers that run Python: one, or none."""
        return [worker for worker in self.page.workers if "/live/" in worker.url]

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait for something that is no element. Chromium gives a busy worker two seconds."""
        for _ in range(100):
            if condition():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("it did not happen within ten seconds")

    def complaints(self) -> list[str]:
        """Errors and warnings on the console."""
        return [text for text in self.said if text.startswith(("error", "warning"))]


@pytest.fixture(scope="module")
def warm(request: pytest.FixtureRequest, browser: Browser, small_site: str) -> Iterator[Tab]:
    """The demo that the module names as `DEMO = (path, name)`, started once for all its tests.

    Between two tests it is reset; at the end nothing may have appeared on the console.
    """
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = Tab(context, small_site, *request.module.DEMO).open()
    tab.demo.locator(".un-live-run").focus()
    tab.page.keyboard.press("Enter")
    tab.done()
    tab.focused = tab.page.evaluate("document.activeElement.id")
    yield tab
    assert not tab.complaints()
    context.close()


@pytest.fixture
def reset(warm: Tab) -> Tab:
    """The started demo on its way back to its defaults, for a test that changes them at once."""
    warm.page.keyboard.press("Escape")
    warm.button("Reset").click()
    warm.page.evaluate("() => dispatchEvent(new Event('pagehide'))")  # the address does not wait
    assert not warm.state()
    return warm


@pytest.fixture
def live(reset: Tab) -> Tab:
    """The started demo at its defaults."""
    return reset.done()


@pytest.fixture
def fresh(browser: Browser, small_site: str) -> Iterator[Callable[..., Tab]]:
    """Opens a demo in a browser that has never seen the site: fresh(path, name)."""
    contexts = []

    def open_tab(path: str, name: str) -> Tab:
        contexts.append(browser.new_context())
        return Tab(contexts[-1], small_site, path, name)

    yield open_tab
    for context in contexts:
        context.close()
