"""The demo `forward` in a real browser: what it computes, and everything round it."""

import io
import urllib.parse
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image
from playwright.sync_api import expect

from gen.live import demo, forward
from gen.render import images
from gen.render import live as render
from tests.live.conftest import Tab

DEMO = ("", "forward")
DEFAULT = render.Live(demo=forward.forward).encode()


def here(**raw: object) -> list[np.ndarray]:
    """What this Python computes."""
    (view,) = demo.of(forward.forward).views(raw)
    return [np.asarray(panel.check()) for panel in view.panels]


def test_the_default_state_is_what_the_build_precomputed(live: Tab) -> None:
    built = np.load(io.BytesIO(DEFAULT["result.npz"]))
    for panel in (0, 1):
        assert_allclose(live.values(panel), built[f"p{panel}"].ravel(), rtol=0, atol=1e-6)
    with Image.open(io.BytesIO(DEFAULT["poster.webp"])) as poster:
        assert_array_equal(np.concatenate([live.pixels(0), live.pixels(1)], axis=1), poster)
    assert live.readouts() == {"signal": "0.79", "noise": "0.62", "SNR": "1.61"}


@pytest.mark.parametrize(
    "raw",
    [
        {"n": 0},
        {"n": 50, "schedule": "linear"},
        {"n": 1, "T": 1, "schedule": "sigmoid", "picture": "ball"},
        {"n": 700, "T": 1000, "schedule": "scaled_linear", "picture": "rings", "seed": 0},
        {"n": 9, "T": 30, "schedule": "polynomial", "picture": "heart", "seed": 2147483647},
    ],
    ids=lambda raw: "-".join(map(str, raw.values())),
)
def test_closed_forms_agree_with_cpython(live: Tab, raw: dict) -> None:
    for name in sorted(raw, key=lambda name: name == "n"):  # T first: n ends there
        control = live.control(name)
        if name in ("picture", "schedule"):
            control.select_option(raw[name])
        else:
            control.fill(str(raw[name]))
    live.done()
    for panel, expected in enumerate(here(**raw)):
        assert_allclose(live.values(panel), expected.ravel(), rtol=0, atol=1e-6)
        assert_array_equal(live.pixels(panel), images.to_bytes(expected))


def test_the_latest_of_many_changes_wins_and_the_rest_is_not_queued(live: Tab) -> None:
    live.demo.evaluate("e => { e.seen = 0; e.addEventListener('un-shown', () => e.seen++) }")
    live.control("n").evaluate(
        """input => { for (let n = 0; n <= 50; n++) {
            input.value = n; input.dispatchEvent(new Event("input", {bubbles: true})) } }"""
    )
    live.done()
    assert_allclose(live.values(0), here(n=50)[0].ravel(), atol=1e-6)
    assert live.demo.evaluate("e => e.seen") <= 3
    live.page.wait_for_function("location.search === '?forward.n=50'")


def test_step_n_ends_at_T(live: Tab) -> None:
    live.control("T").fill("10")
    live.done()
    expect(live.control("n")).to_have_js_property("max", "10")
    expect(live.control("n")).to_have_value("10")
    expect(live.demo.locator("output").first).to_have_text("10 of 10")
    assert_allclose(live.values(0), here(n=10, T=10)[0].ravel(), atol=1e-6)


def test_every_control_says_what_it_is(live: Tab) -> None:
    slider = live.demo.get_by_role("slider", name="Step n")
    slider.fill("30")
    live.done()
    (view,) = demo.of(forward.forward).views({"n": 30})
    words = [f"{readout.words or readout.label} {readout.text()}" for readout in view.readouts]
    expect(slider).to_have_attribute("aria-valuetext", ", ".join(["30 of 50", *words]))
    expect(live.demo.get_by_role("combobox", name="Schedule")).to_be_visible()
    expect(live.demo.get_by_role("spinbutton", name="Seed of the noise")).to_be_visible()
    expect(live.demo.get_by_role("img", name="what it must name")).to_be_visible()


def test_the_address_follows_but_not_at_every_change(live: Tab) -> None:
    live.page.evaluate(
        """() => { window.replaced = 0; const real = history.replaceState;
            history.replaceState = function (...all) {
                window.replaced++; real.apply(this, all) } }"""
    )
    for n in range(20):
        live.control("n").fill(str(n))
    live.control("seed").fill("8")
    live.page.wait_for_function("location.search.includes('seed')")
    assert live.state() == {"forward.n": "19", "forward.seed": "8"}
    assert live.page.evaluate("replaced") <= 3


def test_copied_links_hold_the_state_and_reset_takes_it_back(live: Tab) -> None:
    live.control("schedule").select_option("linear")
    live.button("Copy link").click()
    expect(live.button("Copied")).to_be_visible()
    link = live.page.evaluate("navigator.clipboard.readText()")
    assert urllib.parse.urlsplit(link).query == "forward.schedule=linear"
    assert link.startswith(live.site)
    live.button("Reset").click()
    expect(live.control("schedule")).to_have_value("cosine")
    live.page.wait_for_function("!location.search")


def test_without_a_clipboard_the_link_can_be_copied_by_hand(live: Tab) -> None:
    live.page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }"
    )
    live.demo.locator(".un-live-tools button").nth(1).click()
    expect(live.demo.get_by_role("textbox", name="Link")).to_have_value(live.page.url)
    live.page.evaluate("() => { delete navigator.clipboard.writeText }")


def test_the_readers_own_picture_never_leaves_the_page(live: Tab, tmp_path: Path) -> None:
    picture = np.zeros((100, 200, 3), np.uint8)
    picture[:, 50:150] = (255, 0, 128)  # the middle square, which is what is taken
    Image.fromarray(picture).save(tmp_path / "own.png")
    before = len(live.requests)
    live.control("n").fill("0")
    live.control("picture-file").set_input_files(tmp_path / "own.png")
    live.page.wait_for_function("location.search === '?forward.n=0'")
    live.done()
    assert_array_equal(live.pixels(0), np.broadcast_to((255, 0, 128), (128, 128, 3)))
    assert live.state() == {"forward.n": "0"}
    live.button("Copy link").click()
    expect(live.demo.locator(".un-live-status")).to_contain_text("is not in the link")
    icon = live.site + "images/logo.svg"  # the browser's own, when the address changes
    assert set(live.requests[before:]) <= {icon}
    live.control("picture").select_option("cat")
    live.done()
    assert_allclose(live.values(0), here(n=0)[0].ravel(), atol=1e-6)


def test_a_file_that_is_no_picture_is_refused_in_a_sentence(live: Tab, tmp_path: Path) -> None:
    (tmp_path / "own.png").write_text("no picture")
    live.control("picture-file").set_input_files(tmp_path / "own.png")
    note = live.demo.locator(".un-control-note").first
    expect(note).to_have_text("own.png is no picture that this browser reads.")
    expect(live.control("picture")).to_have_value("cat")


def test_the_picture_can_be_saved_at_its_own_resolution(live: Tab) -> None:
    with live.page.expect_download() as download:
        live.button("Save picture").click()
    assert download.value.suggested_filename == "forward.png"
    with Image.open(download.value.path()) as saved:
        assert saved.size == (256, 128)
        shown = np.concatenate([live.pixels(0), live.pixels(1)], axis=1)
        assert_array_equal(np.asarray(saved.convert("RGB")), shown)


def test_it_can_be_used_with_the_keyboard_alone(live: Tab) -> None:
    expect(live.button("Copy link")).to_be_visible()
    live.control("n").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "PageUp", "Home"):
        live.page.keyboard.press(key)
    expect(live.control("n")).to_have_value("0")
    reached = []
    for _ in range(10):
        live.page.keyboard.press("Tab")
        reached.append(
            live.page.evaluate("document.activeElement.id || document.activeElement.textContent")
        )
    names = ["picture", "picture-file", "schedule", "T", "seed"]
    assert [one.rpartition("forward-live-")[2] for one in reached[:5]] == names
    assert reached[5:9] == ["Roll", "Reset", "Copy link", "Save picture"]
    live.control("schedule").focus()
    live.page.keyboard.press("l")  # a native select: letters choose
    expect(live.control("schedule")).to_have_value("linear")
    live.done()
    live.button("Reset").focus()
    live.page.keyboard.press("Enter")
    expect(live.control("n")).to_have_value("21")


def test_the_keyboard_goes_from_the_button_to_the_main_control(live: Tab) -> None:
    assert live.focused == "forward-live-n"


def test_rolling_gives_other_noise(live: Tab) -> None:
    before = live.values(1)
    live.demo.get_by_role("button", name="Roll: Seed of the noise").click()
    live.done()
    assert not np.allclose(live.values(1), before)
    seed = int(live.control("seed").input_value())
    assert_allclose(live.values(1), here(seed=seed)[1].ravel(), atol=1e-6)


def test_half_typed_numbers_change_nothing(live: Tab) -> None:
    live.control("seed").fill("")
    live.control("seed").fill("-4")
    live.control("seed").press("Tab")
    expect(live.control("seed")).to_have_value("7")
    assert_allclose(live.values(1), here()[1].ravel(), atol=1e-6)


def test_the_pages_other_figures_work_beside_it(live: Tab) -> None:
    slider = live.page.locator("un-blend .un-controls input")
    slider.fill("2")
    expect(live.page.locator("un-blend")).to_have_attribute("data-frame", "2")
