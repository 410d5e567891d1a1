"""The meaning of a term: by mouse, keyboard and finger, never cut off, and gone when told to."""

import pytest
from playwright.sync_api import Browser, Page, expect

LESSON = "lessons/walking/"


def test_it_shows_on_hover_and_hides_when_left(page: Page) -> None:
    page.goto(LESSON)
    term, meaning = page.locator(".un-term").nth(1), page.locator(".un-meaning").nth(1)
    expect(meaning).to_be_hidden()
    term.hover()
    expect(meaning).to_be_visible()
    meaning.hover()  # what is shown can be reached, and read at leisure
    expect(meaning).to_be_visible()
    page.mouse.move(0, 0)
    expect(meaning).to_be_hidden()


def test_it_shows_on_focus_is_said_and_escape_hides_it(page: Page) -> None:
    page.goto(LESSON)
    term, meaning = page.locator(".un-term").first, page.locator(".un-meaning").first
    expect(term).to_have_accessible_description(meaning.text_content() or "")
    term.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(term).to_be_focused()
    expect(meaning).to_be_visible()
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(meaning).to_be_visible()


def test_a_tap_shows_it_and_another_elsewhere_hides_it(browser: Browser, site: str) -> None:
    context = browser.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 360, "height": 780}
    )
    page = context.new_page()
    page.goto(site + LESSON)
    term, meaning = page.locator(".un-term").first, page.locator(".un-meaning").first
    term.tap()
    expect(meaning).to_be_visible()
    page.locator("h1").tap()
    expect(meaning).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_none_is_cut_off(browser: Browser, site: str, width: int) -> None:
    """Shown all at once, they lie within the page, and it is no wider for them."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(site + LESSON)
    assert page.locator(".un-term").count() > 5
    found = page.evaluate(
        """() => [...document.querySelectorAll(".un-meaning")].map((meaning) => {
            meaning.style.visibility = "visible";
            const { left, right } = meaning.getBoundingClientRect();
            const { bottom } = meaning.previousSibling.getBoundingClientRect();
            return [left, right, meaning.getBoundingClientRect().top - bottom];
        })"""
    )
    for left, right, below in found:
        assert 0 <= left < right <= width
        assert -8 < below < 30
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
