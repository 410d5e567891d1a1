"""On paper: posters for figures, the light page, nothing to press."""

from playwright.sync_api import Browser, expect

LESSON = "lessons/walking/"


def test_on_paper_every_figure_is_its_poster(browser: Browser, site: str) -> None:
    """Also one that the reader has moved, on the dark page."""
    context = browser.new_context(color_scheme="dark", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(site + LESSON)
    player = page.locator("un-points[ready]").first
    player.locator("input[type=range]").fill("60")
    expect(player.locator("canvas").first).to_be_visible()
    expect(player.locator("img").first).to_be_hidden()
    page.emulate_media(media="print")
    for kind in ("points", "frames", "blend"):
        for view in page.locator(f"un-{kind} .un-view").all():
            expect(view.locator("img").first).to_be_visible()
            expect(view.locator("canvas")).to_be_hidden()
    expect(page.locator("main :is(button, input, select):visible:not(.un-term)")).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--un-ink')") == (
        "#1c1c1f"
    )
    expect(page.locator(".un-narrow:visible")).to_have_count(0)
    context.close()
