"""A demo with every control, added from a Python file alone, and operated in a real browser."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image
from playwright.sync_api import expect

from gen.registry import ROOT
from tests.live.conftest import Tab
from tests.live.demos.every import every

DEMO = ("every/", "every")


def test_it_runs_at_its_defaults(live: Tab) -> None:
    assert live.readouts() == {
        "n": "3",
        "T": "10",
        "strength": "0.50",
        "mode": "plain",
        "seed": "4",
        "on": "2",
        "painted": "0",
        "points": "1",
        "sum": "0.00",
        "words": "a cat",
        "brightness": "0.000",
    }
    view = every(
        n=3,
        T=10,
        strength=0.5,
        mode="plain",
        seed=4,
        invert=False,
        drawing=np.ones((8, 8)),
        painting=np.ones((8, 8, 3)),
        places=np.array([[0.5, -0.5]]),
        words="",
        picture=np.zeros((16, 16, 3)),
    )
    points = np.concatenate([at.ravel() for at in view.panels[2].check()])
    assert_allclose(live.values(2), points, rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("control", "value", "readout", "shown", "text"),
    [
        ("n", "7", "n", "7", "7"),
        ("T", "2", "n", "2", "2"),
        ("strength", "1.25", "strength", "1.25", "1.25"),
        ("seed", "99", "seed", "99", "99"),
        ("words", "a dog & <b>", "words", "a dog & <b>", "a dog & <b>"),
    ],
)
def test_inputs_reach_python_and_the_address(
    live: Tab, control: str, value: str, readout: str, shown: str, text: str
) -> None:
    live.control(control).fill(value)
    expect(live.demo.locator(f"[data-label={readout}] b")).to_have_text(shown)
    live.page.wait_for_function("location.search")
    assert live.state()[f"every.{control}"] == text


def test_a_choice_and_a_switch(live: Tab) -> None:
    live.control("mode").select_option("fancy")
    live.demo.get_by_role("switch", name="Invert the drawing").check()
    expect(live.demo.locator("[data-label=mode] b")).to_have_text("fancy")
    expect(live.demo.locator("[data-label=on] b")).to_have_text("62")
    live.page.wait_for_function("location.search.includes('invert')")
    assert live.state() == {"every.mode": "fancy", "every.invert": "on"}


def test_a_picture_of_ones_own(live: Tab, tmp_path) -> None:
    Image.new("RGB", (40, 30), (255, 255, 255)).save(tmp_path / "white.png")
    live.control("picture").select_option("grey")
    live.done()
    assert (live.values(1) == 0).all()
    live.control("picture-file").set_input_files(tmp_path / "white.png")
    expect(live.demo.locator("[data-label=brightness] b")).to_have_text("1.000")


def on(live: Tab) -> int:
    live.done()
    return int(live.readouts()["on"])


def test_the_grid_is_drawn_on_with_the_pointer(live: Tab) -> None:
    grid = live.control("drawing")
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box
    cell = box["width"] / 8
    mouse = live.page.mouse
    mouse.move(box["x"] + cell / 2, box["y"] + 4.5 * cell)
    mouse.down()
    mouse.move(box["x"] + 7.5 * cell, box["y"] + 4.5 * cell)  # fast: one jump over all cells
    mouse.up()
    expect(live.demo.locator("[data-label=on] b")).to_have_text("10")
    assert (live.values(0).reshape(8, 8)[4] == 1).all()
    mouse.click(box["x"] + cell / 2, box["y"] + cell / 2)  # a cell that is on goes off
    expect(live.demo.locator("[data-label=on] b")).to_have_text("9")
    live.demo.get_by_role("button", name="Clear: Drawing").click()
    expect(live.demo.locator("[data-label=on] b")).to_have_text("0")


def test_the_grid_is_drawn_on_with_the_keyboard(live: Tab) -> None:
    live.control("drawing").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Space"):
        live.page.keyboard.press(key)
    expect(live.demo.locator("[data-label=on] b")).to_have_text("3")
    said = live.demo.locator(".un-control--grid [role=status]")
    expect(said).to_have_text("row 3, column 2, on")
    assert live.values(0).reshape(8, 8)[2, 1] == 1


def test_a_painting_is_painted_undone_and_brought_by_a_link(live: Tab) -> None:
    painted = live.demo.locator("[data-label=painted] b")
    live.demo.get_by_role("radio", name="Red").check(force=True)
    live.demo.get_by_role("combobox", name="Brush").select_option("1")
    live.control("painting").focus()
    for key in ("ArrowDown", "ArrowRight", "Space", "ArrowRight", "Space"):
        live.page.keyboard.press(key)
    expect(painted).to_have_text("2")
    expect(live.demo.locator(".un-control--paint [role=status]")).to_have_text(
        "row 2, column 3, Red"
    )
    live.page.wait_for_function("/painting/.test(location.search)")
    assert live.state()["every.painting"] == "a9b2a53"
    other = live.another().open("?every.painting=a9b2a53").start()
    assert other.readouts()["painted"] == "2"
    other.open("?every.painting=a9b2c53").start()
    expect(other.demo.locator(".un-live-note")).to_contain_text("painting = a9b2c53")
    other.page.close()
    live.button("Undo: Painting").click()
    expect(painted).to_have_text("1")
    box = live.control("painting").bounding_box()
    assert box
    live.page.mouse.move(box["x"] + 4, box["y"] + box["height"] - 4)
    live.page.mouse.down()
    live.page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] - 4)
    live.page.mouse.up()
    expect(painted).to_have_text("9")


def test_points_are_placed_moved_and_removed(live: Tab) -> None:
    plane = live.control("places")
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    assert box
    mouse = live.page.mouse

    def at(x: float, y: float) -> tuple[float, float]:
        """A place on the screen for one from −2 to 2."""
        side = box["width"]
        return box["x"] + (x + 2) / 4 * side, box["y"] + (2 - y) / 4 * side

    mouse.click(*at(1, 1))
    expect(live.demo.locator("[data-label=points] b")).to_have_text("2")
    mouse.move(*at(1, 1))
    mouse.down()
    mouse.move(*at(-1.5, 1.5))
    mouse.up()
    live.done()
    assert_allclose(live.values(2)[-2:], (-1.5, 1.5), atol=0.03)
    plane.focus()
    live.page.keyboard.press("Delete")  # the point under the cursor, which followed
    expect(live.demo.locator("[data-label=points] b")).to_have_text("1")
    for key in ("ArrowRight", "Enter", "ArrowUp", "ArrowUp", "ArrowUp", "Enter"):
        live.page.keyboard.press(key)
    expect(live.demo.locator("[data-label=points] b")).to_have_text("3")
    for x in (0, 1, 1.8):
        mouse.click(*at(x, -1.5))
    full = "5"  # which is all there can be
    expect(live.demo.locator("[data-label=points] b")).to_have_text(full)


def test_points_follow_the_colour_scheme(live: Tab) -> None:
    canvas = live.demo.locator(".un-view canvas").nth(2)
    before = canvas.evaluate("c => c.toDataURL()")
    body = live.page.locator("body")
    body.evaluate("b => b.setAttribute('data-md-color-scheme', 'slate')")
    live.page.wait_for_function(
        "([c, before]) => c.toDataURL() !== before", arg=[canvas.element_handle(), before]
    )
    body.evaluate("b => b.setAttribute('data-md-color-scheme', 'default')")


def test_a_link_brings_everything_back(live: Tab) -> None:
    live.control("T").fill("20")
    live.control("n").fill("20")
    live.control("strength").fill("2")
    live.control("mode").select_option("fancy")
    live.control("invert").check()
    live.control("words").fill("x=1&y")
    live.control("drawing").focus()
    live.page.keyboard.press("Space")
    live.control("places").focus()
    live.page.keyboard.press("ArrowUp")
    live.page.keyboard.press("Enter")
    expect(live.demo.locator("[data-label=words] b")).to_have_text("x=1&y")
    live.page.wait_for_function("/places.*words/.test(location.search)")
    live.done()
    query = "?" + live.page.url.partition("?")[2]

    other = live.another().open(query)
    note = other.demo.locator(".un-live-note")
    expect(note).to_contain_text("This link holds a state: n = 20, T = 20, strength = 2")
    assert not any("/python/" in url for url in other.requests)  # only when the reader asks
    other.start()
    expect(note).to_have_count(0)
    assert other.readouts() == live.readouts()
    for panel in range(3):
        assert_allclose(other.values(panel), live.values(panel), atol=1e-9)
    other.page.close()


def test_a_link_with_nonsense_says_what_it_could_not_do(live: Tab) -> None:
    nonsense = "?every.n=99&every.mode=odd&every.seed=-1&every.drawing=!&every.places=1_9&every.x=1"
    tab = live.another().open(nonsense).start()
    note = tab.demo.locator(".un-live-note")
    expect(note).to_contain_text("The link asked for what cannot be:")
    for part in ("n = 99", "mode = odd", "seed = -1", "drawing = !", "places = 1_9", "x = 1"):
        expect(note).to_contain_text(part)
    assert tab.readouts()["mode"] == "plain"
    tab.page.close()


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_axe_finds_nothing_while_it_runs(live: Tab, scheme: str) -> None:
    live.page.locator("body").evaluate(
        "(b, scheme) => b.setAttribute('data-md-color-scheme', scheme)", scheme
    )
    live.page.evaluate((ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text())
    found = live.page.evaluate("axe.run('un-live')")
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []
    live.page.locator("body").evaluate("b => b.setAttribute('data-md-color-scheme', 'default')")
