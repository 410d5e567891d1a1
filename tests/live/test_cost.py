"""The demo `cost`: CPython's particles, what it counts, and that only the page knows the time."""

import numpy as np
import pytest
from playwright.sync_api import expect

from gen.live import cost, demo
from gen.live.view import Scatter, View
from tests.live.conftest import Tab

DEMO = ("cost/", "cost")
RANGE = 6.0  # of the plane that is shown, −3 … 3: what 1/255 is meant of


def here(**raw: object) -> list[View]:
    """What this Python computes."""
    return list(demo.of(cost.cost).views(raw))


def said(view: View) -> dict[str, str]:
    """The readouts."""
    return {readout.label: readout.text() for readout in view.readouts}


def numbers(view: View) -> np.ndarray:
    """All points of the plane, one after the other."""
    shown = view.panels[0]
    assert isinstance(shown, Scatter)
    return np.concatenate([at.ravel() for at in shown.check()])


def test_it_counts_guesses_and_judges_at_the_end() -> None:
    views = here(sampler="heun", steps=4)
    assert len(views) == 5
    assert said(views[0])["MMD"] == "at the end"
    last = said(views[-1])
    assert last["guesses"] == "6"
    assert float(last["MMD"]) > float(last["floor"]) > 0
    assert last["time"] == "once it runs"  # never measured where the site is built


def test_more_steps_come_nearer_and_a_student_needs_one() -> None:
    few, many, student = (
        float(said(here(**raw)[-1])["MMD"])
        for raw in ({"steps": 2}, {"steps": 32}, {"sampler": "student", "steps": 1})
    )
    assert student < 0.3 * few
    assert many < 0.3 * few


def test_the_stairs_are_the_spacing_that_was_chosen() -> None:
    left = {}
    for spacing in cost.SPACINGS:
        panel = here(steps=6, spacing=spacing)[-1].panels[1]
        assert isinstance(panel, Scatter)
        left[spacing] = panel.check()[1]
        assert left[spacing].shape == (13, 2)
        np.testing.assert_array_equal(left[spacing][::2, 0], np.arange(7))
        assert left[spacing][-1, 1] == 0
    assert left["early"][6, 1] > left["even"][6, 1] > left["late"][6, 1]


def test_a_number_of_steps_that_has_no_student_is_said() -> None:
    last = here(sampler="student", steps=13, spacing="late")[-1]
    assert last.note == "There is no student for 13 steps. This is the one for 8."
    assert said(last)["guesses"] == "8"
    assert here(sampler="student", steps=8)[-1].note == ""
    assert said(here(sampler="student", steps=64)[-1])["guesses"] == "16"


@pytest.mark.parametrize(
    "raw", [{"steps": 0}, {"steps": 65}, {"sampler": "euler"}, {"spacing": "leading"}]
)
def test_what_is_not_allowed_is_refused(raw: dict) -> None:
    with pytest.raises(ValueError, match=next(iter(raw))):
        here(**raw)


def test_the_page_has_cpythons_particles_and_a_time(live: Tab) -> None:
    last = here()[-1]
    assert np.abs(live.values(0) - numbers(last)).mean() < RANGE / 255
    there, expected = live.readouts(), said(last)
    assert there["guesses"] == expected["guesses"] == "12"
    assert float(there["MMD"]) == pytest.approx(float(expected["MMD"]), abs=2e-3)
    assert float(there["floor"]) == pytest.approx(float(expected["floor"]), abs=1e-3)
    assert there["time"].endswith(" s")


def test_a_student_takes_one_step_in_the_page(live: Tab) -> None:
    live.control("sampler").select_option("student")
    live.control("steps").fill("3")
    live.done()
    expect(live.demo.locator(".un-live-told")).to_contain_text("no student for 3 steps")
    expect(live.control("spacing")).to_be_hidden()
    assert live.readouts()["guesses"] == "2"
    last = here(sampler="student", steps=3)[-1]
    assert np.abs(live.values(0) - numbers(last)).mean() < RANGE / 255
