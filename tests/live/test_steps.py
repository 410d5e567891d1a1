"""A demo of several steps: they stream, are counted, can be stopped and become an animation."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageSequence
from playwright.sync_api import expect

from tests.live.conftest import Tab

DEMO = ("steps/", "steps")


def status(live: Tab):
    return live.demo.locator(".un-live-status")


def slow(live: Tab) -> None:
    """A run that takes twelve seconds unless somebody stops it."""
    live.control("wait").fill("200")
    live.done()
    live.control("steps").fill("60")


def test_every_step_is_drawn_in_order_and_counted(live: Tab) -> None:
    live.demo.evaluate(
        """e => { e.seen = []; e.addEventListener("un-shown", () => e.seen.push(
            e.querySelector(".un-live-status").textContent + ": " +
            e.stage.view.readouts[0].text)) }"""
    )
    live.control("steps").fill("4")
    live.done()
    assert live.demo.evaluate("e => e.seen") == [
        "Step 0 of 4: 0.00", "Step 1 of 4: 0.25", "Step 2 of 4: 0.50", "Step 3 of 4: 0.75",
        "Step 4 of 4: 1.00",
    ]  # fmt: skip
    expect(status(live)).to_have_text("")


def test_a_run_stops_between_two_steps_and_can_be_run_again(live: Tab) -> None:
    pythons = live.pythons()
    slow(live)
    expect(status(live)).to_contain_text("of 60")
    live.button("Stop").click()
    live.done()
    expect(status(live)).to_have_text("Stopped.")
    assert float(live.readouts()["light"]) < 0.5
    assert live.pythons() == pythons  # the same Python
    live.control("wait").fill("0")
    live.done()
    expect(live.demo.locator("[data-label=light] b")).to_have_text("1.00")
    live.button("Run again").click()
    live.done()


def test_a_change_ends_the_run_and_begins_the_next(live: Tab) -> None:
    slow(live)
    expect(status(live)).to_contain_text("of 60")
    live.control("wait").fill("0")
    live.control("steps").fill("3")
    live.done()
    expect(live.demo.locator("[data-label=light] b")).to_have_text("1.00")
    assert live.demo.evaluate("e => e.stage.view.step") == [3, 3]


def test_the_animation_can_be_saved(live: Tab) -> None:
    with live.page.expect_download() as download:
        live.button("Save animation").click()
    assert download.value.suggested_filename == "steps.gif"
    with Image.open(download.value.path()) as film:
        assert film.size == (20, 12)
        levels = [np.asarray(frame.convert("L")).mean() for frame in ImageSequence.Iterator(film)]
        np.testing.assert_allclose(levels, np.linspace(0, 255, 6), atol=4)


def test_a_demo_that_is_moved_within_the_page_goes_on(live: Tab) -> None:
    slow(live)
    expect(status(live)).to_contain_text("of 60")
    live.page.evaluate(
        "() => { const f = document.querySelector('figure'); f.parentNode.append(f) }"
    )
    expect(status(live)).to_contain_text("of 60")
    live.control("wait").fill("0")
    live.control("steps").fill("2")
    live.done()
    assert live.demo.evaluate("e => e.stage.view.step") == [2, 2]


def test_leaving_the_page_ends_the_run(live: Tab) -> None:
    slow(live)
    expect(status(live)).to_contain_text("of 60")
    live.page.evaluate("window.stayed = true")
    live.page.get_by_role("link", name="Elsewhere").first.click()
    expect(live.page.locator("h1")).to_have_text("Elsewhere")
    assert live.page.evaluate("stayed")  # no reload: it was the instant navigation
    live.page.go_back()
    expect(live.page.locator("h1")).to_have_text("Steps")
    # Python still runs, so the state of the address is shown at once; nothing of the old run is.
    expect(status(live)).to_contain_text("of 60")
    live.control("wait").fill("0")
    live.done()
    expect(live.demo.locator("[data-label=light] b")).to_have_text("1.00")
    assert live.page.evaluate("stayed")


def test_two_copies_on_a_page_have_a_state_each(fresh: Callable[..., Tab]) -> None:
    tab = fresh("twice/", "steps-2").open("?steps-2.steps=7")
    assert not tab.page.locator("un-live[key=steps] .un-live-note").count()
    tab.start()
    expect(tab.control("steps")).to_have_value("7")
    tab.pick("steps")
    tab.start()
    expect(tab.control("steps")).to_have_value("5")
    tab.control("steps").fill("3")
    tab.page.wait_for_function("location.search.includes('steps.steps')")
    assert tab.state() == {"steps-2.steps": "7", "steps.steps": "3"}
    ids = tab.page.locator("[id]").evaluate_all("all => all.map((e) => e.id)")
    assert len(ids) == len(set(ids))
    assert not tab.complaints()
