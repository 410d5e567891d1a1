"""Langevin dynamics: where it settles, at every temperature, step by step; refusals."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from gen.diffusion import schedules
from gen.diffusion.denoisers import exact
from gen.diffusion.entropy import log_density
from gen.diffusion.langevin import langevin, score, settled
from gen.diffusion.mixture import Mixture

ABAR = schedules.alphas_cumprod(schedules.cosine(1000))
MEAN, DEVIATION = np.array([[0.4, -0.3]]), 0.6
T = 500.0
LEVEL = float(ABAR[500])
VARIANCE = LEVEL * DEVIATION**2 + 1 - LEVEL  # of p_t, along each axis
CALL: Callable = langevin  # to be called wrongly


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def gaussian() -> Callable:
    return exact(MEAN, DEVIATION)


@pytest.mark.parametrize("temperature", [0.0, 0.25, 1.0, 3.0])
@pytest.mark.parametrize("size", [0.1, 1.0, 3.0])
def test_a_gaussian_settles_at_the_variance_of_the_closed_form(
    temperature: float, size: float
) -> None:
    """With the bias of the steps: at size 3 it is more than twice too large, and rightly so."""
    n, epsilon = 20_000, size * (1 - LEVEL)
    steps = math.ceil(12 * 2 * VARIANCE / epsilon)
    x = 2 * rng().standard_normal((n, 2))
    *_, last = langevin(gaussian(), x, [T] * steps, ABAR, rng(1), size, temperature)
    want = settled(VARIANCE, epsilon, temperature)
    chance = 5 * want * np.sqrt(2 / (2 * n))
    assert last.xt.var(axis=0).mean() == pytest.approx(want, abs=chance + 1e-8)
    middle = np.sqrt(LEVEL) * MEAN[0]
    assert np.abs(last.xt.mean(axis=0) - middle).max() < 5 * np.sqrt(want / n) + 1e-4


def test_the_closed_form_is_the_fixed_point_of_a_step() -> None:
    for v, epsilon, temperature in ((1.0, 0.5, 1.0), (0.3, 1.1, 2.0), (2.0, 1e-6, 0.7)):
        found = settled(v, epsilon, temperature)
        after = (1 - epsilon / (2 * v)) ** 2 * found + epsilon * temperature
        assert after == pytest.approx(found)
        assert found >= temperature * v
    assert settled(2.0, 1e-9, 0.7) == pytest.approx(1.4)  # small steps have no bias


def test_too_long_steps_fly_apart() -> None:
    def farthest(size: float) -> float:
        x = rng().standard_normal((50, 2))
        *_, last = langevin(gaussian(), x, [T] * 300, ABAR, rng(1), size)
        return float(np.abs(last.xt).max())

    edge = 4 * VARIANCE / (1 - LEVEL)
    assert farthest(0.9 * edge) < 30
    assert farthest(1.1 * edge) > 1e6


def test_held_at_a_level_a_mixture_is_sampled_at_temperature_one() -> None:
    """Two unequal heaps on a line with a pass between: the shares come out right."""
    means = np.array([[-0.9], [0.9], [0.9], [0.9]])
    truth = Mixture(means, 0.3)
    x = np.full((6000, 1), -0.9)  # all begin on the small heap
    *_, last = langevin(truth.denoiser(), x, [T] * 400, ABAR, rng(1), 0.4)
    fresh = np.sqrt(LEVEL) * truth.sample(200_000, rng(2))
    fresh += np.sqrt(1 - LEVEL) * rng(3).standard_normal(fresh.shape)
    assert (last.xt > 0).mean() == pytest.approx((fresh > 0).mean(), abs=0.03)


def test_without_temperature_they_climb_to_a_summit_and_stay() -> None:
    truth = Mixture(np.array([[-1.0, 0.0], [1.2, 0.4], [0.0, -1.5]]), 0.1)
    x, t = rng().standard_normal((40, 2)), 200.0
    level = float(ABAR[200])
    walk = list(langevin(truth.denoiser(), x, [t] * 400, ABAR, rng(1), 0.5, 0.0))
    heights = np.stack([log_density(truth, step.xt, level) for step in walk])
    assert np.diff(heights, axis=0).min() > -1e-9
    summit = walk[-1].xt
    np.testing.assert_allclose(score(summit, level, truth.denoiser()(summit, level)), 0, atol=1e-6)


def test_the_score_is_the_slope_of_the_logarithm_of_the_density() -> None:
    truth = Mixture(np.array([[-1.0, 0.0], [1.2, 0.4], [0.0, -1.5]]), 0.4)
    x, h = rng().standard_normal((30, 2)), 1e-5
    found = score(x, LEVEL, truth.denoiser()(x, LEVEL))
    for axis in (0, 1):
        step = h * np.eye(2)[axis]
        up, down = (log_density(truth, x + sign * step, LEVEL) for sign in (1, -1))
        np.testing.assert_allclose(found[:, axis], (up - down) / (2 * h), atol=1e-7)
    assert not score(x, 1.0, x).any()


def test_its_steps_are_those_of_a_sampler() -> None:
    x, t = rng().standard_normal((5, 2)), [700.0, 700.0, 300.5, 10.0]
    before = x.copy()
    steps = list(langevin(gaussian(), x, t, ABAR, rng(1)))
    assert [s.i for s in steps] == [0, 1, 2, 3, 4]
    assert [s.t for s in steps] == [*t, -1]
    np.testing.assert_array_equal(x, before)
    np.testing.assert_array_equal(steps[0].xt, x)
    np.testing.assert_array_equal(steps[-1].xt, steps[-1].x0_hat)
    level = float(ABAR[700])
    np.testing.assert_array_equal(steps[1].x0_hat, gaussian()(steps[1].xt, level))
    noise = rng(1).standard_normal((5, 2))
    epsilon = 0.5 * (1 - level)
    want = x - epsilon / 2 * steps[0].eps_hat / np.sqrt(1 - level) + np.sqrt(epsilon) * noise
    np.testing.assert_allclose(steps[1].xt, want, atol=1e-12)


def test_nothing_is_computed_before_it_is_asked_for() -> None:
    calls = []

    def denoise(x, abar_t):
        calls.append(abar_t)
        return x

    steps = langevin(denoise, np.zeros((1, 2)), [5.0, 5.0], ABAR, rng())
    assert not calls
    next(steps)
    assert calls == [float(ABAR[5])]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"x": np.zeros(3)}, r"x: got shape \(3,\)"),
        ({"x": np.array([[np.nan, 0]])}, r"x: got nan at \[0, 0\]"),
        ({"timesteps": []}, r"timesteps: got shape \(0,\)"),
        ({"timesteps": [1, 2]}, "timesteps: got .*; must be never rising"),
        ({"timesteps": [3.0, 1]}, r"timesteps: got 3.0 at \[0\]; must be in \[0, 2\]"),
        ({"abar": [0.5, 0.6, 0.7]}, "abar: .* decreasing"),
        ({"rng": 7}, "rng: got 7; must be a numpy.random.Generator"),
        ({"size": 0.0}, r"size: got 0.0; must be in \(0, inf\)"),
        ({"temperature": -1.0}, r"temperature: got -1.0; must be in \[0, inf\)"),
    ],
)
def test_wrong_input_is_told_at_once(change: dict, said: str) -> None:
    good = {
        "denoise": gaussian(),
        "x": np.zeros((1, 2)),
        "timesteps": [1, 0],
        "abar": [0.9, 0.5, 0.1],
        "rng": rng(),
        "size": 0.5,
        "temperature": 1.0,
    }
    with pytest.raises(ValueError, match=said):
        CALL(**{**good, **change})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((0.0, 0.1), "variance: got 0.0"),
        ((1.0, 4.0), r"epsilon: got 4.0; must be in \(0, 4.0\)"),
        ((1.0, 0.0), "epsilon: got 0.0"),
        ((1.0, 0.1, -1.0), "temperature: got -1.0"),
    ],
)
def test_a_variance_that_is_never_reached_is_refused(arguments: tuple, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        settled(*arguments)
