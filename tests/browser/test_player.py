"""The player of a figure, in a real browser."""

from playwright.sync_api import Page, expect

LESSON = "lessons/forward/"


def test_dragging_the_slider_shows_that_step(page: Page) -> None:
    page.goto(LESSON)
    player = page.locator("un-blend").first
    expect(player).to_have_attribute("ready", "")
    slider = player.locator(".un-controls input")
    before = player.locator("canvas").first.evaluate("c => c.toDataURL()")
    slider.fill("0")
    expect(player).to_have_attribute("data-frame", "0")
    expect(slider).to_have_attribute("aria-valuetext", "step 0 of 50, signal 1.00, noise 0.00")
    assert player.locator("canvas").first.evaluate("c => c.toDataURL()") != before
