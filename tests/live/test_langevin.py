"""The demo `langevin`: CPython's runs, step by step, and what it tells of odd requests."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose
from playwright.sync_api import expect

from gen.live import demo, langevin
from gen.live.view import Scatter, View
from tests.live.conftest import Tab

DEMO = ("langevin/", "langevin")
RANGE = 6.0  # of the plane that is shown, −3 … 3: what 1/255 is meant of


def here(**raw: object) -> list[View]:
    """What this Python computes."""
    return list(demo.of(langevin.langevin).views(raw))


def numbers(view: View, panel: int) -> np.ndarray:
    """All points of a panel, one after the other."""
    shown = view.panels[panel]
    assert isinstance(shown, Scatter)
    return np.concatenate([at.ravel() for at in shown.check()])


def test_the_default_run_is_cpythons_at_every_look(live: Tab) -> None:
    views = here()
    assert len(views) == 76
    for i in (0, 1, 40, 75):
        live.demo.locator(".un-reel input").fill(str(i))
        for panel in (0, 1):
            expected, shown = numbers(views[i], panel), live.values(panel)
            assert np.abs(shown - expected).mean() < RANGE / 255
            if i == 0:
                assert_allclose(shown, expected, atol=1e-6)
    assert live.readouts()["step"] == "150 of 150"


@pytest.mark.parametrize(
    "raw",
    [
        {"falling": True, "denoiser": "learned", "steps": 40},
        {"distribution": "letters", "temperature": 2.5, "size": 1.5, "start": "static", "seed": 5},
        {"distribution": "own", "temperature": 0.0, "noise": 0.4, "steps": 30},
    ],
    ids=lambda raw: str(raw.get("distribution", "falling")),
)
def test_other_runs_end_where_cpython_ends(live: Tab, raw: dict) -> None:
    for name, value in raw.items():
        control = live.control(name)
        if isinstance(value, bool):
            control.check()
        elif isinstance(value, str):
            control.select_option(value)
        else:
            control.fill(str(value))
    live.done()
    last = here(**raw)[-1]
    for panel in (0, 1):
        assert np.abs(live.values(panel) - numbers(last, panel)).mean() < RANGE / 255


def test_steps_that_overshoot_are_told(live: Tab) -> None:
    live.control("size").fill("5")
    live.done()
    expect(live.demo.locator(".un-live-told")).to_contain_text("overshoots")


def test_what_the_reader_is_told() -> None:
    assert here()[-1].note == ""
    assert "overshoots" in here(size=5.0)[-1].note
    assert "overshoots" not in here(size=4.5)[-1].note  # the lines are a little thicker than noise
    assert "No network" in here(distribution="own", denoiser="learned")[-1].note
    assert "no points yet" in here(distribution="own", own=[])[-1].note


def test_noise_that_falls_ends_where_noise_that_stays_is() -> None:
    falls, stays = here(falling=True, steps=30), here(steps=30)
    levels = [[view.readouts[1].value for view in views] for views in (falls, stays)]
    assert levels[0][0] == pytest.approx(langevin.MOST_NOISE)
    assert np.all(np.diff(np.array(levels[0], float)[:-1]) < 0)
    assert levels[0][-1] == pytest.approx(0.1)
    assert set(levels[1]) == {0.1}


def test_the_path_is_that_of_one_particle() -> None:
    views = here(steps=20)
    for view, after in itertools.pairwise(views):
        paths = [np.asarray(v.panels[1].sets[1].at) for v in (view, after)]  # type: ignore[union-attr]
        np.testing.assert_array_equal(paths[1][:-1], paths[0])
        first = np.asarray(after.panels[0].sets[1].at)[0]  # type: ignore[union-attr]
        np.testing.assert_array_equal(paths[1][-1], first)


def test_few_looks_are_taken_of_a_long_run() -> None:
    views = here(steps=600)
    assert len(views) <= langevin.LOOKS + 1
    assert views[-1].step == (600, 600)
