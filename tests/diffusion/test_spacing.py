"""Steps that are crowded at one end; what all spacings have in common is in test_samplers.py."""

from collections.abc import Callable

import numpy as np
import pytest

from gen.diffusion import schedules
from gen.diffusion.spacing import abar_at, early, karras, late, trailing

ABAR = schedules.alphas_cumprod(schedules.cosine(1000))
EARLY: Callable = early  # to be called wrongly


def test_late_is_quadratic_and_early_its_mirror_image() -> None:
    np.testing.assert_allclose(late(4, ABAR), 999 * np.array([16, 9, 4, 1]) / 16)
    for power in (1.0, 2.0, 3.5):
        way = [np.append(f(12, ABAR, power), 0.0) for f in (late, early)]
        np.testing.assert_allclose(np.diff(way[0]), np.diff(way[1])[::-1], atol=1e-9)


def test_each_is_crowded_where_it_says() -> None:
    gaps = -np.diff(np.append(late(12, ABAR), 0.0))
    assert np.all(np.diff(gaps) < 0)  # shorter and shorter
    gaps = -np.diff(np.append(early(12, ABAR), 0.0))
    assert np.all(np.diff(gaps) > 0)


@pytest.mark.parametrize("spacing", [late, early])
def test_without_crowding_they_are_even(spacing: Callable) -> None:
    np.testing.assert_allclose(spacing(12, ABAR, 1.0), trailing(12, ABAR), atol=1.5)


def test_karras_begins_where_it_is_told() -> None:
    sigma = np.sqrt(1 / abar_at(karras(9, ABAR, sigma_max=80), ABAR) - 1)
    least = np.sqrt(1 / ABAR[0] - 1)
    assert sigma[0] == pytest.approx(80)
    assert sigma[-1] == pytest.approx(least)
    roots = sigma ** (1 / 7)
    np.testing.assert_allclose(np.diff(roots), np.diff(roots)[0], rtol=1e-6)


def test_karras_begins_at_the_end_of_a_schedule_that_does_not_go_so_far() -> None:
    short = schedules.alphas_cumprod(schedules.linear(1000))
    assert np.sqrt(1 / short[-1] - 1) > 80
    assert karras(5, short, sigma_max=1e9)[0] == 999
    np.testing.assert_array_equal(karras(5, short, sigma_max=1e9), karras(5, short))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: late(0, ABAR), "steps: got 0; must be an integer of at least 1"),
        (lambda: EARLY(2.0, ABAR), "steps: got 2.0"),
        (lambda: late(5, ABAR, 0.5), r"power: got 0.5; must be in \[1, inf\)"),
        (lambda: early(5, ABAR, np.nan), "power: got nan"),
        (lambda: late(5, [0.5, 1.5]), r"abar: got 1.5 at \[1\]"),
        (lambda: karras(5, ABAR, sigma_max=0.0), r"sigma_max: got 0.0; must be in \(0.006"),
    ],
)
def test_what_is_no_spacing_is_told(call: Callable, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()
