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


def test_on_paper_panels_stand_in_the_rows_of_a_desk_and_links_tell_where_they_lead(
    browser: Browser, site: str
) -> None:
    """A4 is as narrow as a phone to a container query; links within the site need no address."""
    context = browser.new_context(viewport={"width": 560, "height": 800})
    page = context.new_page()
    page.goto(site + "lessons/latents/")
    page.emulate_media(media="print")
    panels = page.locator("#latents-files .un-panel").all()
    tops = [panel.bounding_box()["y"] for panel in panels]  # type: ignore[index]
    assert len(set(tops[:4])) == len(set(tops[4:])) == 1
    assert tops[4] > tops[0]
    address = "e => getComputedStyle(e, '::after').content"
    assert page.locator("article a[href*='arxiv.org']").first.evaluate(address) != "none"
    within = page.locator("article a[href*='lessons/'], article a[href*='studio']").all()
    assert within
    for link in within:
        assert link.evaluate(address) in ("none", "normal")
    context.close()
