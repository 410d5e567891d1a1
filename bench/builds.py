"""How long building takes: figures, an edit until it shows, the tests."""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.budgets import Measured
from gen.registry import ROOT
from gen.site.host import SUB_PATH

INSTALLED = {".git", ".venv", ".venv-peers", ".cache", "node_modules", "site"}
BUILT = {"docs/assets", ".pytask", "pytask.lock"}
TIME = re.compile(r"✓ (\S+)\s+([\d.]+) s")
LESSON = Path("docs", "lessons", "forward.md")
PATIENCE = 60.0  # s


@contextmanager
def checkout(*, built: bool) -> Iterator[Path]:
    """A copy of the working tree, with or without the figures that were built."""
    out = INSTALLED if built else INSTALLED | BUILT

    def left_out(folder: str, names: list[str]) -> list[str]:
        place = Path(folder).relative_to(ROOT)
        return [n for n in names if n == "__pycache__" or str(place / n) in out]

    with tempfile.TemporaryDirectory(prefix="unnoise-bench-") as temporary:
        copy = Path(temporary) / "copy"
        shutil.copytree(ROOT, copy, ignore=left_out)
        (copy / "node_modules").symlink_to(ROOT / "node_modules")
        yield copy


def measure_assets(quick: bool) -> dict[str, Measured]:
    """All figures from nothing, the slowest of them, and a build with nothing to do."""
    with checkout(built=False) as copy:
        began = time.perf_counter()
        command = [sys.executable, "-m", "gen.build"]
        done = subprocess.run(command, cwd=copy, check=True, capture_output=True, text=True)
        whole = time.perf_counter() - began
    figures = {name: float(seconds) for name, seconds in TIME.findall(done.stdout)}
    idle = [_seconds(["make", "assets"]) for _ in range(1 if quick else 5)]
    return {
        "assets": Measured(whole),
        "one_figure": Measured.worst(figures),
        "nothing_to_do": Measured(statistics.median(idle)),
    }


def _seconds(command: list[str]) -> float:
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=outside, check=True, capture_output=True)
    return time.perf_counter() - began


def measure_edit(quick: bool) -> dict[str, Measured]:
    """From saving a Markdown file until the served page shows the change."""
    times = []
    with checkout(built=True) as copy, served(copy) as site:
        page = site + "lessons/forward/"
        wait_for(page, "</article>")
        for i in range(2 if quick else 6):
            words = f"An edit, number {i}."
            with (copy / LESSON).open("a", encoding="utf-8") as file:
                file.write(f"\n\n{words}\n")
            times.append(wait_for(page, words))
            time.sleep(0.5)
    return {"edit": Measured(statistics.median(times[1:]))}


@contextmanager
def served(copy: Path) -> Iterator[str]:
    """`make serve` in a copy of the checkout; gives the site's address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gen.site.serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=copy, stdout=subprocess.DEVNULL) as server:
        try:
            yield f"http://127.0.0.1:{port}{SUB_PATH}"
        finally:
            server.terminate()


def wait_for(url: str, words: str) -> float:
    """The seconds until the page at `url` has these words. Raises TimeoutError."""
    began = time.perf_counter()
    while (waited := time.perf_counter() - began) < PATIENCE:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if words in answer.read().decode():
                    return waited
        except OSError:
            pass  # not up yet, or just being replaced
        time.sleep(0.02)
    raise TimeoutError(f"{url} did not show {words!r} within {PATIENCE:.0f} s")


def measure_test(quick: bool) -> dict[str, Measured]:
    """`make test` in a fresh clone of what is committed, with its set-up."""
    with tempfile.TemporaryDirectory(prefix="unnoise-bench-") as temporary:
        clone = ["git", "clone", "--quiet", str(ROOT), f"{temporary}/clone"]
        subprocess.run(clone, check=True)
        caches = ("PIP_CACHE_DIR", "npm_config_cache", "MPLCONFIGDIR", "VIRTUAL_ENV")
        outside = {
            k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", *caches))
        }
        began = time.perf_counter()
        subprocess.run(["make", "test"], cwd=f"{temporary}/clone", env=outside, check=True)
        return {"test": Measured((time.perf_counter() - began) / 60)}
