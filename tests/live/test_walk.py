"""The demo `walk`: CPython's trajectories, step by step, and what can be asked of it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from playwright.sync_api import expect

from gen.live import demo, walk
from gen.live.view import Scatter, View
from tests.live.conftest import Tab

DEMO = ("walk/", "walk")
RANGE = 6.0  # of the plane that is shown, −3 … 3: what 1/255 is meant of


def here(**raw: object) -> list[View]:
    """What this Python computes."""
    return list(demo.of(walk.walk).views(raw))


def numbers(view: View, panel: int) -> np.ndarray:
    """All points of a panel, one after the other."""
    shown = view.panels[panel]
    assert isinstance(shown, Scatter)
    return np.concatenate([at.ravel() for at in shown.check()])


def choose(live: Tab, raw: dict) -> None:
    """Set the controls."""
    for name, value in raw.items():
        control = live.control(name)
        if isinstance(value, str):
            control.select_option(value)
        else:
            control.fill(str(value))
    live.done()


def test_the_default_walk_is_cpythons_at_every_step(live: Tab) -> None:
    views = here()
    assert len(views) == 61
    for i in (0, 1, 30, 59, 60):
        live.demo.locator(".un-reel input").fill(str(i))
        for panel in (0, 1):
            expected, shown = numbers(views[i], panel), live.values(panel)
            assert np.abs(shown - expected).mean() < RANGE / 255
            if i == 0:  # a single call of the network
                assert_allclose(shown, expected, atol=1e-4)
    assert live.readouts()["step"] == "60 of 60"


@pytest.mark.parametrize(
    "raw",
    [
        {"distribution": "spiral", "denoiser": "exact", "sampler": "heun", "steps": 12},
        {"distribution": "cat", "sampler": "dpmpp_2m", "steps": 9, "spacing": "karras"},
        {"distribution": "ring", "sampler": "ddim", "eta": 0.5, "steps": 20, "seed": 5},
        {"distribution": "own", "denoiser": "oracle", "sampler": "ddim", "steps": 3},
    ],
    ids=lambda raw: f"{raw['distribution']}-{raw['sampler']}",
)
def test_other_walks_end_where_cpython_ends(reset: Tab, raw: dict) -> None:
    choose(reset, raw)
    last = here(**raw)[-1]
    for panel in (0, 1):
        assert np.abs(reset.values(panel) - numbers(last, panel)).mean() < RANGE / 255


def test_the_steps_can_be_played_and_dragged(live: Tab) -> None:
    reel = live.demo.locator(".un-reel")
    slider = reel.get_by_role("slider", name="Step of the run")
    slider.fill("20")
    expect(slider).to_have_attribute("aria-valuetext", live_words(20))
    assert live.readouts()["step"] == "20 of 60"
    slider.press("ArrowRight")
    assert live.readouts()["step"] == "21 of 60"
    slider.press("Home")
    assert live.readouts()["step"] == "0 of 60"
    reel.get_by_role("button", name="Play").click()
    live.wait(lambda: int(live.readouts()["step"].split()[0]) > 3)
    reel.get_by_role("button", name="Pause").click()
    stood = live.readouts()["step"]
    live.page.wait_for_timeout(400)
    assert live.readouts()["step"] == stood
    reel.get_by_role("button", name="Play").click()
    slider.fill("59")  # dragging stops it
    expect(reel.get_by_role("button", name="Play")).to_be_visible()


def live_words(step: int) -> str:
    """What a screen reader says of a step."""
    readouts = here()[step].readouts
    said = [f"{r.words or r.label} {r.text()}" for r in readouts]
    return ", ".join([f"step {step} of 60", *said])


def test_points_of_the_readers_own_have_no_network_and_that_is_said(live: Tab) -> None:
    live.control("distribution").select_option("own")
    live.done()
    note = live.demo.locator(".un-live-told")
    expect(note).to_have_text("No network has seen your points, so this is the exact denoiser.")
    live.button("Clear: Your points").click()
    live.done()
    expect(note).to_have_text("There are no points yet, so these are the two moons.")
    live.button("Undo: Your points").click()
    live.done()
    expect(note).to_contain_text("No network has seen your points")
    live.control("distribution").select_option("heart")
    live.done()
    expect(note).to_be_hidden()


def test_the_weights_come_when_the_demo_runs_and_not_before(live: Tab) -> None:
    asked = [url for url in live.requests if "/weights/" in url]
    assert len(asked) == len(set(asked)) == 9
    python = next(i for i, url in enumerate(live.requests) if "pyodide.asm.wasm" in url)
    assert all(live.requests.index(url) > python for url in asked)
