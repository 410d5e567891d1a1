"""What tests of several folders share: the site and one browser."""

import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from gen.registry import ROOT
from gen.site import browser as browsers
from gen.site.host import serving


def pytest_configure() -> None:
    """Some tests press Ctrl-C. A shell that starts us in the background has it ignored."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, once for all tests."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests. A missing browser is a failure, never a skip."""
    browser = browsers.launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the site, served under its sub-path."""
    folder = ROOT / "site"
    assert (folder / "index.html").is_file(), "site/ is not built; run `make site` first"
    with serving(folder) as url:
        yield url
