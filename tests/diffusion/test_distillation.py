"""One step for two: the guess that a student has to make, and that it leads where two steps do."""

from typing import Any

import numpy as np
import pytest

from gen.diffusion import schedules
from gen.diffusion.denoisers import exact
from gen.diffusion.distillation import ddim_step, one_for_two
from gen.diffusion.samplers import ddim
from gen.diffusion.spacing import abar_at, trailing

ABAR = schedules.alphas_cumprod(schedules.cosine(1000))
DENOISE = exact(np.array([[-1.0, 0.4], [0.8, 0.9], [0.3, -1.2]]), 0.2)
X = np.random.default_rng(0).standard_normal((6, 2))


def full(level: float) -> np.ndarray:
    return np.full(len(X), level)


def test_a_step_is_the_samplers() -> None:
    levels = [*abar_at(trailing(5, ABAR), ABAR), 1.0]
    steps = list(ddim(DENOISE, X, trailing(5, ABAR), ABAR))
    for i in range(5):
        found = ddim_step(steps[i].xt, steps[i].x0_hat, full(levels[i]), full(levels[i + 1]))
        np.testing.assert_allclose(found, steps[i + 1].xt, atol=1e-9)


@pytest.mark.parametrize(
    ("start", "half", "end"), [(0.01, 0.3, 0.8), (0.5, 0.9, 1.0), (0, 0.1, 0.5)]
)
def test_the_one_guess_leads_where_two_steps_lead(start: float, half: float, end: float) -> None:
    once = ddim_step(X, DENOISE(X, start), full(start), full(half))
    twice = ddim_step(once, DENOISE(once, half), full(half), full(end))
    wanted = one_for_two(X, twice, full(start), full(end))
    np.testing.assert_allclose(
        ddim_step(X, wanted, full(start), full(end)), twice, rtol=0, atol=1e-12
    )
    if end == 1:
        np.testing.assert_array_equal(wanted, twice)


def test_a_teacher_that_knows_the_answer_has_a_student_that_knows_it() -> None:
    """If every guess is x0, so is the one that stands for two."""
    x0 = np.random.default_rng(1).standard_normal(X.shape)
    once = ddim_step(X, x0, full(0.1), full(0.4))
    twice = ddim_step(once, x0, full(0.4), full(0.7))
    np.testing.assert_allclose(one_for_two(X, twice, full(0.1), full(0.7)), x0, atol=1e-12)


def test_every_item_has_its_own_levels_and_any_shape() -> None:
    rng = np.random.default_rng(2)
    x, guess = rng.standard_normal((2, 3, 4, 4, 3))
    start, end = np.array([0.1, 0.2, 0.3]), np.array([0.5, 0.6, 1.0])
    whole = ddim_step(x, guess, start, end)
    for i in range(3):
        alone = ddim_step(x[i : i + 1], guess[i : i + 1], start[i : i + 1], end[i : i + 1])
        np.testing.assert_array_equal(whole[i : i + 1], alone)
    np.testing.assert_allclose(one_for_two(x, whole, start, end), guess, atol=1e-12)


@pytest.mark.parametrize("function", [ddim_step, one_for_two])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({1: X[:3]}, r"got shape \(3, 2\)"),
        ({0: np.full((6, 2), np.nan)}, r"xt: got nan at \[0, 0\]"),
        ({2: full(1.0)}, r"abar_t: got 1.0 at \[0\]; must be in \[0, 1\)"),
        ({2: [0.5]}, r"abar_t: got shape \(1,\); must be \(B,\) for xt of shape \(6, 2\)"),
        ({3: full(1.1)}, "abar_next: got 1.1"),
        ({3: 0.9}, r"abar_next: got shape \(\)"),
    ],
)
def test_wrong_input_is_named(function: Any, change: dict[int, Any], said: str) -> None:
    arguments: list[Any] = [X, X, full(0.2), full(0.8)]
    function(*arguments)
    for place, value in change.items():
        arguments[place] = value
    with pytest.raises(ValueError, match=said):
        function(*arguments)


def test_a_step_to_more_noise_stands_for_none() -> None:
    with pytest.raises(ValueError, match=r"abar_next: got .*; must be above abar_t everywhere"):
        one_for_two(X, X, full(0.5), full(0.5))
