"""The player of a figure, in a real browser."""

import base64
import io
import json
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from gen.figures.forward import cat, particles, triples
from gen.registry import OUTPUT
from gen.render.points import quantise
from gen.render.theme import DARK, LIGHT, rgb

LESSON = "lessons/forward/"
ANIMATED = ["forward/cat", "forward/curves", "forward/particles", "forward/triples"]


def figure(page: Page, name: str) -> Locator:
    """A figure of the page, scrolled to and ready."""
    player = page.locator(f'[data-figure="{name}"] > .un-card')
    player.scroll_into_view_if_needed()
    expect(player).to_have_attribute("ready", "")
    return player


def manifest(name: str) -> dict:
    """What the build wrote of a figure."""
    return json.loads((OUTPUT / name / "figure.json").read_text(encoding="utf-8"))


def pixels(player: Locator, view: int = 0) -> np.ndarray:
    """The RGBA pixels of one of a figure's canvases."""
    address = player.locator("canvas").nth(view).evaluate("c => c.toDataURL()")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))))


@pytest.mark.parametrize("name", ANIMATED)
def test_every_step_can_be_reached_by_keyboard_and_says_its_readouts(page: Page, name: str) -> None:
    page.goto(LESSON)
    player, steps = figure(page, name), manifest(name)["steps"]
    slider = player.locator("input[type=range]")
    slider.focus()
    last = len(steps["labels"]) - 1
    for key, frame in (("Home", 0), ("ArrowRight", 1), ("End", last), ("ArrowLeft", last - 1)):
        page.keyboard.press(key)
        expect(player).to_have_attribute("data-frame", str(frame))
        values = [f"{r['words']} {r['values'][frame]}" for r in steps["readouts"]]
        spoken = f"{steps['unit']} {steps['labels'][frame]} of {steps['labels'][-1]}"
        expect(slider).to_have_attribute("aria-valuetext", ", ".join([spoken, *values]))
        for readout in steps["readouts"]:
            expect(player.locator(".un-readouts")).to_contain_text(readout["values"][frame])


def test_a_blend_is_the_sum_that_numpy_makes(page: Page) -> None:
    page.goto(LESSON)
    player, info = figure(page, "forward/cat"), manifest("forward/cat")
    with Image.open(OUTPUT / "forward/cat/layers.webp") as file:
        stored = np.asarray(file.convert("RGB"), dtype=np.float64)
    parts = np.split(stored, len(info["layers"]), axis=1)
    layers = [
        layer["low"] + data / 255 * (layer["high"] - layer["low"])
        for layer, data in zip(info["layers"], parts, strict=True)
    ]
    whole = cat.figure()
    for frame in (0, 1, 21, 50):
        player.locator("input").fill(str(frame))
        expect(player).to_have_attribute("data-frame", str(frame))
        for view, panel in enumerate(info["panels"]):
            weights = panel["weights"][frame]
            value = sum(w * layer for w, layer in zip(weights, layers, strict=True))
            expected = np.clip(np.rint((value + 1) * 127.5), 0, 255)
            shown = pixels(player, view)[..., :3].astype(float)
            assert np.abs(shown - expected).max() <= 1, (frame, panel["label"])
            exact = whole.frame(frame)[:, view * 220 : (view + 1) * 220].astype(float)
            error = np.abs(shown - exact)
            # The static is stored over ±4, so its rare values beyond that are cut off.
            assert np.quantile(error, 0.999) <= info["numbers"]["rounding"] + 1


def test_frames_are_those_of_the_sheet(page: Page) -> None:
    page.goto(LESSON)
    player = figure(page, "forward/triples")
    shown = triples.figure()
    for frame in (0, 13, 23):
        player.locator("input").fill(str(frame))
        expect(player).to_have_attribute("data-frame", str(frame))
        for view, panel in enumerate(shown.panels):
            span = panel.high - panel.low
            expected = np.clip(np.rint((panel.pictures[frame] - panel.low) * (255 / span)), 0, 255)
            assert np.array_equal(pixels(player, view)[..., :3], expected), (frame, panel.label)


def test_particles_are_where_the_build_put_them(page: Page) -> None:
    page.goto(LESSON)
    shown = particles.figure()
    decoded = page.evaluate(
        """async name => {
             const root = new URL("../../", location.href);
             const { decode } = await import(new URL("javascripts/points.js", root));
             const at = file => fetch(new URL(`assets/figures/${name}/${file}`, root));
             const manifest = await (await at("figure.json")).json();
             const tracks = await decode(await (await at("tracks.bin")).arrayBuffer(), manifest);
             return tracks.map(panel => panel.map(track => Array.from(track)));
           }""",
        "forward/particles",
    )
    xy = shown.panels[0].groups[0].xy
    expected = quantise(xy, shown.extent).transpose(0, 2, 1).ravel()
    assert np.array_equal(decoded[0][0], expected)


def test_the_marks_of_a_chart_walk_on_its_lines(page: Page) -> None:
    page.goto(LESSON)
    player = figure(page, "forward/curves")
    places = {}
    for frame in ("0", "25", "50"):
        player.locator("input").fill(frame)
        marks = player.locator(".un-wide circle[data-mark]")
        places[frame] = marks.evaluate_all(
            "all => all.map(c => [c.cx.baseVal.value, c.cy.baseVal.value])"
        )
    signal, noise, *_, walker = zip(*(places[f] for f in ("0", "25", "50")), strict=True)
    assert signal[0][1] < signal[1][1] < signal[2][1], "signal falls, and SVG counts downwards"
    assert noise[0][1] > noise[1][1] > noise[2][1]
    # The walker is on a circle round the point below its start and left of its end.
    centre = (walker[2][0], walker[0][1])
    radii = [np.hypot(x - centre[0], y - centre[1]) for x, y in walker]
    assert np.ptp(radii) < 0.5


def test_play_runs_to_the_end_and_stops_and_play_again_starts_over(page: Page) -> None:
    page.goto(LESSON)
    player = figure(page, "forward/cat")
    button = player.get_by_role("button")
    player.locator("input").fill("47")
    button.click()
    expect(button).to_have_attribute("aria-label", "Pause")
    expect(player).to_have_attribute("data-frame", "50")
    expect(button).to_have_attribute("aria-label", "Play")
    button.click()
    expect(player).to_have_attribute("data-frame", re.compile(r"^([1-9]|1\d)$"))
    button.click()
    expect(button).to_have_attribute("aria-label", "Play")
    assert _stands_still(page, player)


def test_scrubbing_stops_playing(page: Page) -> None:
    page.goto(LESSON)
    player = figure(page, "forward/cat")
    player.locator("input").fill("0")
    player.get_by_role("button").click()
    expect(player).to_have_attribute("playing", "")
    player.locator("input").fill("30")
    expect(player).not_to_have_attribute("playing", "")
    assert _stands_still(page, player)
    expect(player).to_have_attribute("data-frame", "30")


def test_nothing_runs_off_screen(page: Page) -> None:
    page.goto(LESSON)
    player = figure(page, "forward/particles")
    player.get_by_role("button").click()
    expect(player).to_have_attribute("data-frame", re.compile(r"^[1-9]"))
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    assert _stands_still(page, player)
    player.scroll_into_view_if_needed()
    before = player.get_attribute("data-frame")
    expect(player).not_to_have_attribute("data-frame", before or "")


def test_nothing_runs_in_a_hidden_tab(page: Page) -> None:
    page.goto("")
    player = figure(page, "landing/hero")
    expect(player).to_have_attribute("data-frame", re.compile(r"^[1-9]"), timeout=8000)
    page.evaluate(
        """() => {
             Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
             document.dispatchEvent(new Event("visibilitychange"));
           }"""
    )
    page.wait_for_timeout(200)
    assert _stands_still(page, player)


def test_nothing_plays_by_itself_where_motion_is_unwelcome(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("")
    player = figure(page, "landing/hero")
    page.wait_for_timeout(2000)
    expect(player).to_have_attribute("data-frame", "0")
    player.get_by_role("button").click()
    expect(player).to_have_attribute("data-frame", re.compile(r"^[1-9]"), timeout=8000)
    page.goto(LESSON)
    loop = figure(page, "forward/histogram")
    expect(loop.locator("img")).to_have_attribute("src", re.compile(r"poster\.webp$"))
    loop.get_by_role("button", name="Play").click()
    expect(loop.locator("img")).to_have_attribute("src", re.compile(r"loop\.webp$"))
    loop.get_by_role("button", name="Pause").click()
    expect(loop.locator("img")).to_have_attribute("src", re.compile(r"poster\.webp$"))


def test_a_loop_rests_off_screen(page: Page) -> None:
    page.goto(LESSON)
    loop = figure(page, "forward/histogram")
    expect(loop.locator("img")).to_have_attribute("src", re.compile(r"loop\.webp$"))
    page.evaluate("scrollTo(0, 0)")
    expect(loop.locator("img")).to_have_attribute("src", re.compile(r"poster\.webp$"))


def test_pictures_are_let_go_far_from_the_screen_and_come_back(page: Page) -> None:
    page.goto(LESSON)
    player = figure(page, "forward/cat")
    player.locator("input").fill("3")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(500)
    page.evaluate("scrollTo(0, 0)")
    expect(player).to_have_attribute("data-frame", "3")
    player.locator("input").fill("40")
    expect(player).to_have_attribute("data-frame", "40")
    assert pixels(player)[..., :3].std() > 40, "forty steps of static are on the canvas"


def test_a_figure_that_cannot_be_loaded_says_so_and_tries_again(page: Page) -> None:
    page.expected.append("Failed to load resource")  # type: ignore[attr-defined]
    page.route("**/forward/cat/layers.webp", lambda route: route.abort())
    page.goto(LESSON)
    player = page.locator('[data-figure="forward/cat"] > .un-card')
    expect(player.get_by_role("alert")).to_contain_text("could not be loaded")
    figure(page, "forward/curves")  # the others are unharmed
    page.unroute("**/forward/cat/layers.webp")
    player.get_by_role("button", name="Try again").click()
    expect(player).to_have_attribute("ready", "")
    expect(player.get_by_role("alert")).to_have_count(0)


def test_particles_take_the_colours_of_the_page(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(LESSON)
    player = figure(page, "forward/particles")
    light = _main_colour(pixels(player))
    page.locator('label[for="__palette_1"]').click()
    page.wait_for_timeout(300)
    dark = _main_colour(pixels(player))
    assert light == pytest.approx(rgb(LIGHT["signal"]), abs=3)  # painted with some transparency
    assert dark == pytest.approx(rgb(DARK["signal"]), abs=3)


@pytest.mark.parametrize("ratio", [1, 2, 3])
def test_particles_are_sharp_at_any_pixel_ratio(browser: Browser, site: str, ratio: int) -> None:
    page = browser.new_page(device_scale_factor=ratio, viewport={"width": 400, "height": 800})
    page.goto(site + LESSON)
    canvas = figure(page, "forward/particles").locator("canvas")
    assert canvas.evaluate("c => [c.width, c.clientWidth]") == [
        canvas.evaluate("c => c.clientWidth") * ratio,
        canvas.evaluate("c => c.clientWidth"),
    ]
    page.close()


def test_posters_stand_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in ("", LESSON):
        page.goto(site + path)
        for picture in page.locator(".un-view img").all():
            picture.scroll_into_view_if_needed()
            expect(picture).to_be_visible()
            file = context.request.get(f"{page.url}{picture.get_attribute('src')}")
            assert Image.open(io.BytesIO(file.body())).width > 0
        expect(page.locator(".un-card button:visible, .un-card input:visible")).to_have_count(0)
    expect(page.locator(".un-wide svg").first).to_be_visible()
    context.close()


def _stands_still(page: Page, player: Locator) -> bool:
    before = player.get_attribute("data-frame")
    page.wait_for_timeout(500)
    return player.get_attribute("data-frame") == before


def _main_colour(rgba: np.ndarray) -> tuple[int, ...]:
    """The most frequent colour of the pixels that are painted well."""
    painted = rgba[rgba[..., 3] > 200][:, :3]
    colours, counts = np.unique(painted, axis=0, return_counts=True)
    return tuple(int(v) for v in colours[counts.argmax()])
