"""The demo `morph`: what CPython computes, what it says of the price of a curve, and its limits."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from gen.diffusion import flow, paths
from gen.live import demo, morph
from gen.live.plane import plane
from gen.live.view import Scatter, View
from tests.live.conftest import Tab

DEMO = ("morph/", "morph")
RANGE = 6.0  # of the plane that is shown, −3 … 3: what 1/255 is meant of
ASIDE = [[2.0, 0.4], [2.0, -0.4]]


def here(**raw: object) -> View:
    """What this Python computes."""
    (view,) = demo.of(morph.morph).views(raw)
    return view


def numbers(view: View, panel: int) -> np.ndarray:
    """All points of a panel, one after the other."""
    shown = view.panels[panel]
    assert isinstance(shown, Scatter)
    return np.concatenate([at.ravel() for at in shown.check()])


def said(view: View, label: str) -> float:
    """The number beside `label`."""
    (value,) = [readout.value for readout in view.readouts if readout.label == label]
    return float(value)


def test_the_default_is_cpythons(live: Tab) -> None:
    view = here()
    for panel in (0, 1):
        expected, shown = numbers(view, panel), live.values(panel)
        assert np.abs(shown - expected).mean() < RANGE / 255
        assert_allclose(shown, expected, atol=1e-4)
    assert live.readouts() == {r.label: r.text() for r in view.readouts}


@pytest.mark.parametrize(
    "raw",
    [
        {"share": 1, "steps": 1},
        {"share": 0.4, "steps": 7, "denoiser": "learned", "distribution": "ring", "seed": 5},
    ],
    ids=["line", "between"],
)
def test_other_values_give_cpythons_result(live: Tab, raw: dict) -> None:
    for name, value in raw.items():
        control = live.control(name)
        if isinstance(value, str):
            control.select_option(value)
        else:
            control.fill(str(value))
    live.done()
    for panel in (0, 1):
        expected, shown = numbers(here(**raw), panel), live.values(panel)
        assert np.abs(shown - expected).mean() < RANGE / 255


def test_the_ends_are_those_of_eulers_method() -> None:
    x = np.random.default_rng(3).standard_normal((morph.PARTICLES, 2))
    *_, last = paths.along(plane("moons").exact(), x, flow.even(4), paths.ARC)
    ends = here().panels[1]
    assert isinstance(ends, Scatter)
    np.testing.assert_array_equal(ends.check()[1], last.xt)


def test_one_step_on_the_line_ends_in_the_middle_and_more_steps_are_nearer() -> None:
    ends = here(share=1.0, steps=1).panels[1]
    assert isinstance(ends, Scatter)
    assert np.abs(ends.check()[1]).max() < 1e-6
    for share in (0.0, 0.5, 1.0):
        off = [said(here(share=share, steps=steps), "off by") for steps in (2, 8, 32)]
        assert off[0] > off[1] > off[2] > 0


def test_which_way_is_straighter_turns_with_the_data() -> None:
    """As the lesson says: centred moons, and points off to the side."""
    centred = [said(here(share=s), "straightness") for s in (0.0, 1.0)]
    aside = [said(here(share=s, distribution="own", own=ASIDE), "straightness") for s in (0.0, 1.0)]
    assert centred[0] < centred[1]
    assert aside[0] > aside[1]


def test_points_of_the_readers_own_have_no_network_and_that_is_said() -> None:
    assert "No network has seen your points" in here(distribution="own", denoiser="learned").note
    assert "no points yet" in here(distribution="own", own=[]).note


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({"share": 1.2}, "share: got 1.2"),
        ({"steps": 0}, "steps: got 0"),
        ({"steps": 41}, "steps: got 41"),
        ({"denoiser": "oracle"}, "denoiser: got 'oracle'"),
        ({"own": [[5, 0]]}, "own: got"),
    ],
)
def test_values_that_are_not_allowed_are_refused(raw: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        here(**raw)
