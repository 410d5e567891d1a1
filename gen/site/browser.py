"""Finding, installing and starting the browser that tests, screenshots and measurements use.

    python -m gen.site.browser [--install]

prints where it is. A Chromium or Chrome is looked for in this order: the variable CHROME, the PATH,
what Playwright installed. With --install, where there is none, `playwright install` and then, as
root on Debian or Ubuntu, `apt-get install chromium` are tried.
"""

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

TRACES = Path(__file__).resolve().parent.parent.parent / ".cache" / "browser"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Where installers put them, which need not be on the PATH.
PLACES = (
    "/usr/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
SYSTEM = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NONE = (
    "there is no Chromium or Chrome, and none could be installed from here; install one (Debian: "
    "apt-get install chromium; Ubuntu, macOS: Google Chrome) or set CHROME to its path"
)
DOWNLOAD_SECONDS = 600  # for one installing command; one that finds no network fails at once


class NoBrowser(Exception):
    """There is none; the text says what to install."""


def find(playwright: Playwright | None = None) -> str | None:
    """The path of a Chromium or Chrome that starts, or None.

    Raises NoBrowser where CHROME names none. Inside a running Playwright, pass it.
    """
    if named := os.environ.get("CHROME"):
        if (path := shutil.which(named)) and starts(path):
            return path
        raise NoBrowser(
            f"CHROME is {named!r}, which does not start; set it to a Chromium or Chrome"
        )
    for name in (*NAMES, *PLACES):
        if (path := shutil.which(name)) and starts(path):
            return path
    path = playwright_path(playwright)
    return path if os.path.exists(path) and starts(path) else None


@functools.cache
def starts(path: str) -> bool:
    """Whether it is there, complete, with its libraries."""
    try:
        done = subprocess.run(
            [path, "--version"], capture_output=True, timeout=30, env={**variables()}
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def playwright_path(playwright: Playwright | None) -> str:
    """Where Playwright's own Chromium is, once it is installed."""
    if playwright:
        return playwright.chromium.executable_path
    with sync_playwright() as started:
        return started.chromium.executable_path


def install() -> str:
    """The path of a browser, installed where there is none. Raises NoBrowser."""
    for way in (None, install_with_playwright, install_with_apt):
        if way:
            way()
            starts.cache_clear()
        if path := find():
            return path
    raise NoBrowser(NONE)


def install_with_playwright() -> None:
    """`playwright install --with-deps chromium`, after the download alone has shown a network."""
    command = [sys.executable, "-m", "playwright", "install"]
    if _run("playwright install chromium", [*command, "chromium"]):
        _run("its libraries", [*command, "--with-deps", "chromium"])


def install_with_apt() -> None:
    """`apt-get install chromium`, as root where there is apt-get."""
    apt = shutil.which("apt-get", path=_path())
    if os.geteuid() == 0 and apt:
        _run("apt-get update", [apt, "update"])
        command = [apt, "install", "--yes", "--no-install-recommends", "chromium"]
        _run("apt-get install chromium", command)


def _run(title: str, command: list[str]) -> bool:
    print(f"browser: {title} …", end="", flush=True, file=sys.stderr)
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=DOWNLOAD_SECONDS,
            start_new_session=True,  # no terminal: sudo, if asked for, does not wait for a password
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive", "PATH": _path()},
        )
        worked = done.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        worked = False
    print(" done" if worked else " did not work", flush=True, file=sys.stderr)
    return worked


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:{SYSTEM}"


def variables() -> dict[str, str]:
    """The environment for a browser, which leaves its traces here and not in the home folder."""
    return os.environ | {
        "PATH": _path(),  # Debian's chromium is a script that starts other programs
        "HOME": str(TRACES),
        "XDG_CONFIG_HOME": str(TRACES / "config"),
        "XDG_CACHE_HOME": str(TRACES / "cache"),
    }


def launch(playwright: Playwright) -> Browser:
    """Start a headless browser. Raises NoBrowser."""
    path = find(playwright)
    if not path:
        raise NoBrowser(NONE)
    return playwright.chromium.launch(executable_path=path, args=FLAGS, env={**variables()})


def main() -> int:
    """The command line: the path goes to the standard output, all else to the other."""
    try:
        path = install() if "--install" in sys.argv else find()
        if not path:
            raise NoBrowser(NONE)
    except NoBrowser as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
