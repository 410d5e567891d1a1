"""Finding and starting the browser that tests, screenshots and measurements use."""

import os
import shutil
import sys

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
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


class NoBrowser(Exception):
    """There is none; the text says what to install."""


def find() -> str | None:
    """The path of a Chromium or Chrome: the variable CHROME, else the PATH, else Playwright's."""
    named = os.environ.get("CHROME")
    if named:
        if path := shutil.which(named):
            return path
        raise NoBrowser(f"CHROME is {named!r}, which is no program; set it to a Chromium or Chrome")
    for name in NAMES:
        if path := shutil.which(name):
            return path
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    return mac if os.path.exists(mac) else None


def launch(playwright: Playwright) -> Browser:
    """Start a headless browser. Raises NoBrowser."""
    path = find() or playwright.chromium.executable_path
    if not os.path.exists(path):
        raise NoBrowser(
            "no Chromium or Chrome was found; install one (Debian, Ubuntu: `apt-get install "
            "chromium`) or set CHROME to its path"
        )
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


if __name__ == "__main__":
    try:
        print(find() or "")
    except NoBrowser as error:
        sys.exit(str(error))
