"""One player, several figures to choose from, in a real browser."""

import re

import numpy as np
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.test_player import figure, manifest, pixels

LESSON = "lessons/walking/"
FIRST, OTHER = "walking/moons", "walking/ring"


def chosen(page: Page) -> tuple[Locator, Locator]:
    """The player, and its list of figures."""
    page.goto(LESSON)
    player = figure(page, FIRST)
    return player, player.get_by_label("Distribution")


def radii(player: Locator) -> np.ndarray:
    """How far what is drawn in the first view is from the middle, in parts of half the view."""
    row, column = np.nonzero(pixels(player)[..., 3] > 128)
    side = pixels(player).shape[0]
    return np.hypot(row - side / 2, column - side / 2) / (side / 2)


def test_a_choice_shows_another_figure_at_the_same_step(page: Page) -> None:
    player, choice = chosen(page)
    labels = choice.locator("option").all_text_contents()
    assert len(labels) >= 8
    last = str(len(manifest(FIRST)["steps"]["labels"]) - 1)
    player.locator("input").fill(last)
    moons = radii(player)
    choice.select_option(OTHER)
    expect(player).to_have_attribute("figure", OTHER)
    expect(player).to_have_attribute("data-frame", last)
    # On a ring of deviation 1 along each axis, all are √2 from the middle; moons are not.
    ring = radii(player) * manifest(OTHER)["extent"]
    assert np.median(np.abs(ring - np.sqrt(2))) < 0.1
    assert np.median(np.abs(moons * manifest(FIRST)["extent"] - np.sqrt(2))) > 0.15
    player.locator("input").fill("0")
    expect(player).to_have_attribute("data-frame", "0")
    choice.select_option(FIRST)
    expect(player).to_have_attribute("figure", FIRST)


def test_a_choice_can_be_made_by_keyboard_while_it_plays(page: Page) -> None:
    player, choice = chosen(page)
    player.locator("input").fill("0")
    player.get_by_role("button").click()
    choice.focus()
    page.keyboard.press("ArrowDown")
    second = choice.locator("option").nth(1).get_attribute("value") or ""
    expect(player).to_have_attribute("figure", second)
    expect(player).to_have_attribute("playing", "")
    expect(player).to_have_attribute("data-frame", re.compile(r"^[1-9]"))


def test_only_what_is_chosen_is_loaded(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    player, choice = chosen(page)
    assert not [u for u in asked if OTHER in u]
    choice.select_option(OTHER)
    expect(player).to_have_attribute("figure", OTHER)
    assert [u for u in asked if f"{OTHER}/tracks.bin" in u]


def test_a_choice_that_cannot_be_loaded_says_so_and_tries_again(page: Page) -> None:
    page.expected.append("Failed to load resource")  # type: ignore[attr-defined]
    page.route(f"**/{OTHER}/tracks.bin", lambda route: route.abort())
    player, choice = chosen(page)
    choice.select_option(OTHER)
    expect(player.get_by_role("alert")).to_contain_text("could not be loaded")
    expect(player).to_have_attribute("figure", FIRST)
    player.locator("input").fill("7")  # the one that is shown goes on
    expect(player).to_have_attribute("data-frame", "7")
    page.unroute(f"**/{OTHER}/tracks.bin")
    player.get_by_role("button", name="Try again").click()
    expect(player).to_have_attribute("figure", OTHER)
    expect(player.get_by_role("alert")).to_have_count(0)


def test_the_last_of_two_hasty_choices_counts(page: Page) -> None:
    player, choice = chosen(page)
    held: list[Route] = []
    page.route(f"**/{OTHER}/tracks.bin", lambda route: held.append(route))
    with page.expect_request(f"**/{OTHER}/tracks.bin"):
        choice.select_option(OTHER)
    choice.select_option("walking/star")
    expect(player).to_have_attribute("figure", "walking/star")
    assert held
    for route in held:
        route.continue_()
    page.wait_for_timeout(500)
    expect(player).to_have_attribute("figure", "walking/star")


def test_a_choice_is_kept_far_from_the_screen(page: Page) -> None:
    player, choice = chosen(page)
    choice.select_option(OTHER)
    expect(player).to_have_attribute("figure", OTHER)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(500)
    page.evaluate("scrollTo(0, 0)")
    player.locator("input").fill("60")
    expect(player).to_have_attribute("data-frame", "60")
    ring = radii(player) * manifest(OTHER)["extent"]
    assert np.median(np.abs(ring - np.sqrt(2))) < 0.1


def test_back_shows_what_the_list_says(page: Page, site: str) -> None:
    player, choice = chosen(page)
    choice.select_option(OTHER)
    expect(player).to_have_attribute("figure", OTHER)
    page.locator("a.md-logo").first.click()
    expect(page).to_have_url(site)
    page.go_back()
    expect(page).to_have_url(site + LESSON)
    expect(page.locator("h1")).to_contain_text("guesses")  # the address comes before the page
    player = figure(page, FIRST)
    expect(player.get_by_label("Distribution")).to_have_value(player.get_attribute("figure") or "")
    page.reload()
    player = figure(page, FIRST)
    expect(player.get_by_label("Distribution")).to_have_value(player.get_attribute("figure") or "")


def test_without_scripts_there_is_no_list(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + LESSON)
    expect(page.locator("select:visible")).to_have_count(0)
    expect(page.locator(".un-choice label:visible")).to_have_count(0)
    expect(page.locator(f'[data-figure="{FIRST}"] img').first).to_be_visible()
    context.close()
