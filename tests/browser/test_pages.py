"""Every page of the site, in a real browser: whole, quiet, accessible, and nobody else's."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.pages import SETTLE, down
from gen.registry import ROOT
from gen.site import integrity

SITE = ROOT / "site"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LESSON = "lessons/forward/"


def pages() -> list[str]:
    """The addresses of all pages, below the site's own; the 404 page under a wrong one."""
    files = [f.relative_to(SITE) for f in SITE.rglob("*.html") if "assets" not in f.parts]
    return sorted(
        "no/such/page/" if f.name == "404.html" else f.as_posix().removesuffix("index.html")
        for f in files
    )


def see_everything(page: Page) -> None:
    """Scroll to the end, so that everything lazy is loaded."""
    for _ in down(page, 600):
        pass


def outside(page: Page, width: int) -> list[str]:
    """What sticks out of a page that is so wide, by its class.

    Of a poster in slices each slice counts, not the picture that lies behind all of them.
    """
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    return page.evaluate(
        """width => [...document.querySelectorAll(".un-card *, .md-content p, .md-content h1")]
             .filter(e => e.checkVisibility())
             .filter(e => !e.closest("svg, pre, math, .un-math, .un-slice > img"))
             .map(e => [e.className, e.getBoundingClientRect()])
             .filter(([_, box]) => box.width > 1 && (box.right > width + 1 || box.left < -1))
             .map(([name]) => name)""",
        width,
    )


def test_there_are_pages() -> None:
    assert {"", LESSON, "colophon/", "no/such/page/"} <= set(pages())


# A page is opened three times in all, since that and seeing all of it is what takes long here.


@pytest.mark.parametrize("path", pages())
def test_a_page_asks_no_other_server_is_quiet_and_fits_a_desk(
    page: Page, site: str, path: str
) -> None:
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("response", lambda r: failed.append(r.url) if r.status >= 400 else None)
    if path == "no/such/page/":
        page.expected.append("Failed to load resource")  # type: ignore[attr-defined]
    page.set_viewport_size({"width": 1440, "height": 800})
    page.goto(path)
    see_everything(page)
    page.wait_for_timeout(300)  # for what nothing on the page waits for
    ours = urlsplit(site).netloc
    strangers = [
        u for u in asked if urlsplit(u).netloc != ours and not u.startswith(("blob:", "data:"))
    ]
    assert not strangers
    assert [u for u in failed if not u.endswith(path)] == []
    assert outside(page, 1440) == []


@pytest.mark.parametrize("path", pages())
@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 768)])
def test_a_page_fits_and_axe_finds_nothing(page: Page, path: str, scheme: str, width: int) -> None:
    """It fits as narrow as it is opened; axe reads it as wide as on a desk, where more is seen."""
    if path == "no/such/page/":
        page.expected.append("Failed to load resource")  # type: ignore[attr-defined]
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    expect(page.locator("body")).to_have_attribute(
        "data-md-color-scheme", "default" if scheme == "light" else "slate"
    )
    see_everything(page)
    assert outside(page, width) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate(SETTLE, 0)
    page.add_script_tag(path=str(AXE))
    # What passes is not described, which takes longer than to find it.
    violations = page.evaluate(
        "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)"
    )
    found = [
        f"{v['id']}: {node['target']} {node.get('failureSummary', '')}"
        for v in violations
        for node in v["nodes"]
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [360, 1440])
def test_the_text_of_charts_is_legible(browser: Browser, site: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(site + LESSON)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll(".un-diagram text")]
             .filter(t => t.checkVisibility())
             .map(t => parseFloat(getComputedStyle(t).fontSize) *
                       Math.hypot(t.getScreenCTM().a, t.getScreenCTM().b))"""
    )
    assert sizes
    assert min(sizes) >= 10.5, "CSS pixels"
    page.close()


def test_the_alt_text_of_a_chart_is_its_description(page: Page) -> None:
    page.goto(LESSON)
    for drawing in page.locator('[data-figure="forward/curves"] svg[role=img]').all():
        _, described = (drawing.get_attribute("aria-labelledby") or "").split()
        assert "quarter circle" in (page.locator(f"#{described}").text_content() or "")


def test_the_font_of_charts_is_the_page_s(page: Page) -> None:
    page.goto(LESSON)
    families = page.evaluate(
        """() => [...document.querySelectorAll(".un-diagram text")]
             .map(t => getComputedStyle(t).fontFamily.split(",")[0])"""
    )
    assert set(families) == {"Inter"}
    assert page.evaluate("document.fonts.check('16px Inter')")


def test_fonts_are_the_site_s_own(page: Page) -> None:
    page.goto(LESSON)
    page.wait_for_load_state("networkidle")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    )
    assert {"Newsreader", "Inter", "STIX Two Math"} <= {f.strip('"') for f in loaded}
    assert len(list((SITE / "assets" / "fonts").glob("*.woff2"))) <= 6
    licences = (SITE / "assets" / "fonts" / "licences.txt").read_text(encoding="utf-8")
    assert licences.count("SIL OPEN FONT LICENSE Version 1.1") == 4


def test_moving_between_pages_does_not_reload_and_stops_what_ran(page: Page, site: str) -> None:
    page.goto("")
    page.evaluate("window.stillHere = true")
    hero = page.locator("un-points")
    expect(hero).to_have_attribute("playing", "")
    handle = hero.element_handle()
    page.get_by_role("link", name="Start with lesson 1").click()
    expect(page).to_have_url(site + LESSON)
    expect(page.locator('[data-figure="forward/cat"] > un-blend')).to_have_attribute("ready", "")
    assert page.evaluate("window.stillHere"), "the page was loaded anew"
    before = handle.get_attribute("data-frame")
    page.wait_for_timeout(2000)
    assert handle.get_attribute("data-frame") == before, "a clock runs on a page that was left"
    page.go_back()
    expect(page).to_have_url(site)
    expect(page.locator("un-points")).to_have_attribute("ready", "")
    expect(page.get_by_role("heading", level=1)).to_contain_text("nothing faked")
    assert page.evaluate("window.stillHere")


def test_the_404_page_has_its_style_and_leads_home(page: Page, site: str) -> None:
    page.expected.append("Failed to load resource")  # type: ignore[attr-defined]
    answer = page.goto("no/such/page/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    paper = page.evaluate("getComputedStyle(document.body).getPropertyValue('--un-paper')")
    assert paper.strip() == "#fbfaf6"
    page.locator("a.md-logo").first.click()
    expect(page).to_have_url(site)


def test_the_search_finds_the_lesson(page: Page) -> None:
    page.goto("")
    page.get_by_role("textbox", name="Search").press_sequentially("static", delay=40)
    expect(page.locator(".md-search-result__link").first).to_be_visible()


def test_the_drawer_opens_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto("")
    page.locator("label[for=__drawer].md-header__button").click()
    link = page.locator(".md-nav--primary").get_by_role("link", name="How it is made")
    expect(link).to_be_visible()


def test_the_site_holds_together() -> None:
    assert integrity.problems(SITE) == []


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        ("<p>/// figure | x</p>", "left as text"),
        ('<p class="un-problem">no figure</p>', "could not be written"),
        ('<img src="nowhere.png" alt="">', "does not exist"),
        ('<img src="assets/social/index.png">', "without alt"),
        ('<script src="https://example.org/x.js"></script>', "another server"),
        ('<a href="lessons/none/">x</a>', "does not exist"),
        ('<a href="#nothing">x</a>', "nothing has that name"),
        ('<p id="twice"></p><p id="twice"></p>', "given twice"),
        ("<math><mi>漢</mi></math>", "font for formulas lacks"),
    ],
)
def test_harm_to_the_site_is_noticed(tmp_path: Path, harm: str, complaint: str) -> None:
    for part in ("index.html", "assets/social/index.png"):
        copy = tmp_path / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(b"")
    page = tmp_path / "index.html"
    page.write_text(f"<html><body>{harm}</body></html>", encoding="utf-8")
    assert any(complaint in line for line in integrity.problems(tmp_path))
    page.write_text("<html><body><p>fine</p></body></html>", encoding="utf-8")
    assert integrity.problems(tmp_path) == []


@pytest.mark.parametrize("path", ["", LESSON])
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_moves_when_posters_come_and_scripts_take_over(
    browser: Browser, site: str, path: str, width: int
) -> None:
    heights = {}
    for scripts in (False, True):
        context = browser.new_context(
            java_script_enabled=scripts, viewport={"width": width, "height": 800}
        )
        page = context.new_page()
        page.goto(site + path)
        for view in page.locator(".un-view").all():
            view.scroll_into_view_if_needed()
        page.wait_for_timeout(800)
        heights[scripts] = [
            round(view.bounding_box()["height"])  # type: ignore[index]
            for view in page.locator(".un-view").all()
        ]
        context.close()
    assert heights[False] == heights[True]
