"""Entropy: closed forms, limits, and two estimates that know nothing of each other."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from gen.diffusion import entropy
from gen.diffusion.mixture import Mixture

FAR = Mixture(np.array([[-40.0, 0.0], [0.0, 40.0], [40.0, 0.0], [0.0, -40.0]]), 0.5)
NEAR = Mixture(np.array([[-1.0, 0.3], [0.2, 0.5], [0.9, -0.8]]), 0.4)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_a_bell_curve_twice_as_wide_has_a_bit_more_for_each_axis() -> None:
    assert entropy.gaussian(2, 1.0) == pytest.approx(math.log2(2 * math.pi * math.e))
    assert entropy.gaussian(3, 0.4) - entropy.gaussian(3, 0.2) == pytest.approx(3)
    assert entropy.gaussian(1, 0.01) < 0


@pytest.mark.parametrize("abar", [0.0, 1e-6, 0.3, 0.9, 1.0])
def test_of_one_gaussian_it_is_the_closed_form(abar: float) -> None:
    """Round the origin there is no chance left: p_t is φ itself."""
    one = Mixture(np.zeros((1, 3)), 0.7)
    deviation = math.sqrt(abar * 0.7**2 + 1 - abar)
    found = entropy.of_mixture(one, abar, 10, rng())
    assert found == pytest.approx(entropy.gaussian(3, deviation), abs=1e-12)
    moved = Mixture(np.full((1, 3), 0.6), 0.7)  # where it lies does not matter
    found = entropy.of_mixture(moved, abar, 200_000, rng())
    assert found == pytest.approx(entropy.gaussian(3, deviation), abs=0.01)


def test_of_gaussians_far_apart_it_is_that_of_one_and_of_the_choice() -> None:
    want = entropy.gaussian(2, 0.5) + math.log2(4)
    assert entropy.of_mixture(FAR, 1.0, 200_000, rng()) == pytest.approx(want, abs=0.02)


@pytest.mark.parametrize("abar", [1.0, 0.7, 0.1])
def test_it_is_minus_the_integral_of_p_log_p(abar: float) -> None:
    """On a fine grid, with `Mixture.density`."""
    line = np.linspace(-7, 7, 561)
    at = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    p = NEAR.density(at, abar)
    integral = -(p * np.log2(np.maximum(p, 1e-300))).sum() * (line[1] - line[0]) ** 2
    assert entropy.of_mixture(NEAR, abar, 400_000, rng()) == pytest.approx(integral, abs=0.01)


def test_it_ends_at_that_of_the_bell_curve_and_never_has_more() -> None:
    """For data of mean square 1 along each axis, h = h(N(0, I)) − KL, and KL only falls."""
    standard = Mixture(NEAR.means - NEAR.means.mean(axis=0), 0.4)
    standard = Mixture(
        standard.means * math.sqrt((1 - 0.4**2) / (standard.means**2).mean()), standard.deviation
    )
    bits = [entropy.of_mixture(standard, a, 50_000, rng()) for a in (1.0, 0.8, 0.5, 0.2, 1e-3)]
    assert np.all(np.diff(bits) > 0)
    assert bits[-1] < entropy.gaussian(2) + 1e-9
    assert bits[-1] == pytest.approx(entropy.gaussian(2), abs=1e-4)


def test_the_logarithm_of_the_density() -> None:
    x = rng().standard_normal((1000, 2))
    for abar in (1.0, 0.5, 0.0):
        direct = np.log(NEAR.density(x, abar))
        np.testing.assert_allclose(entropy.log_density(NEAR, x, abar), direct, atol=1e-10)
    far = np.array([[300.0, 0.0]])  # where the density itself is 0 in float64
    assert NEAR.density(far, 1.0)[0] == 0
    nearest = NEAR.means[2]
    want = -((far[0] - nearest) ** 2).sum() / (2 * 0.4**2) - math.log(3 * 2 * math.pi * 0.4**2)
    assert entropy.log_density(NEAR, far, 1.0)[0] == pytest.approx(want)


@pytest.mark.parametrize("k", [1, 3, 8])
def test_points_alone_tell_the_entropy(k: int) -> None:
    for D, deviation in ((1, 2.0), (2, 0.1), (3, 1.0)):
        x = deviation * rng(D).standard_normal((4000, D))
        assert entropy.of_points(x, k) == pytest.approx(entropy.gaussian(D, deviation), abs=0.12)
    square = rng().uniform(0, 8, (4000, 2))  # 64 unit squares: 6 bits
    assert entropy.of_points(square, k) == pytest.approx(6, abs=0.12)


def test_both_estimates_agree() -> None:
    for abar in (1.0, 0.5):
        x0 = NEAR.sample(5000, rng(1))
        x = np.sqrt(abar) * x0 + np.sqrt(1 - abar) * rng(2).standard_normal(x0.shape)
        known = entropy.of_mixture(NEAR, abar, 50_000, rng(3))
        assert entropy.of_points(x) == pytest.approx(known, abs=0.1)


def test_moving_points_changes_nothing_and_scaling_them_adds() -> None:
    x = rng().standard_normal((500, 2))
    assert entropy.of_points(x + 7) == pytest.approx(entropy.of_points(x), abs=1e-9)
    assert entropy.of_points(4 * x) == pytest.approx(entropy.of_points(x) + 4)
    assert entropy.of_points(x[::-1]) == pytest.approx(entropy.of_points(x))


def test_points_in_pieces_are_points_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    x = rng().standard_normal((301, 2))
    whole = entropy.of_points(x)
    monkeypatch.setattr(entropy, "CHUNK", 7)
    assert entropy.of_points(x) == pytest.approx(whole, abs=1e-12)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: entropy.gaussian(0), "D: got 0"),
        (lambda: entropy.gaussian(2, 0.0), r"deviation: got 0.0; must be in \(0, inf\)"),
        (lambda: entropy.of_mixture(NEAR, 1.5, 10, rng()), r"abar_t: got 1.5"),
        (lambda: entropy.of_mixture(NEAR, 0.5, 0, rng()), "n: got 0"),
        (lambda: entropy.of_mixture(Mixture(NEAR.means, 0.0), 1.0, 9, rng()), "below 1 for single"),
        (lambda: entropy.of_points(np.zeros(5)), r"x: got shape \(5,\)"),
        (lambda: entropy.of_points(np.zeros((1, 2))), r"x: got shape \(1, 2\)"),
        (lambda: entropy.of_points(np.zeros((9, 2))), "x: got 4 points in one place"),
        (lambda: entropy.of_points(np.eye(4), k=4), "k: got 4; must be an integer from 1 to 3"),
        (lambda: entropy.of_points([[0.0], [math.nan]]), "x: got nan"),
    ],
)
def test_wrong_input_is_told(call: Callable, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()
