"""A real browser on the finished site, which `make test` has built into site/."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A fresh page. The test fails for whatever appears on the console as an error."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(15_000)
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.expected = []  # type: ignore[attr-defined]  # texts that a test provokes on purpose
    yield page
    context.close()
    unexpected = [t for t in said if not any(e in t for e in page.expected)]  # type: ignore[attr-defined]
    assert not unexpected, f"on the console: {unexpected}"
