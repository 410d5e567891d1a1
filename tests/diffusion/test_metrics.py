"""The metrics: closed solutions, unbiasedness, what they see and what they do not."""

from typing import Any, cast

import numpy as np
import pytest

from gen.diffusion.metrics import directions, floor, frechet, mmd, sliced_wasserstein


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def normal(n: int, generator: np.random.Generator) -> np.ndarray:
    return generator.standard_normal((n, 2))


def test_a_shift_and_a_stretch_have_the_distance_that_they_should() -> None:
    """Projected on u, a shift d moves all by d·u, whose mean square in the plane is |d|²/2."""
    x = normal(3000, rng())
    assert sliced_wasserstein(x, x) == 0
    assert sliced_wasserstein(x, x + np.array([3.0, -4.0])) == pytest.approx(5 / np.sqrt(2))
    expected = 0.5 * np.sqrt((x**2).sum(axis=1).mean() / 2)
    assert sliced_wasserstein(x, 1.5 * x) == pytest.approx(expected, rel=1e-3)


def test_gaussians_in_more_dimensions() -> None:
    x, y = rng().standard_normal((50_000, 5)), 2 * rng(1).standard_normal((50_000, 5))
    assert sliced_wasserstein(x, y) == pytest.approx(1, rel=0.02)


def test_it_is_a_distance() -> None:
    x, y, z = (normal(500, rng(i)) * (1 + i) for i in range(3))
    assert sliced_wasserstein(x, y) == pytest.approx(sliced_wasserstein(y, x))
    assert sliced_wasserstein(x, z) <= sliced_wasserstein(x, y) + sliced_wasserstein(y, z)
    assert sliced_wasserstein(x, rng(9).permutation(x)) == 0


def test_directions_are_fixed_unit_vectors() -> None:
    for D in (1, 2, 7):
        ways = directions(200, D)
        assert ways.shape == (D, 200)
        np.testing.assert_allclose(np.linalg.norm(ways, axis=0), 1)
        np.testing.assert_array_equal(ways, directions(200, D))


def test_mmd_is_what_it_estimates_for_gaussians() -> None:
    """E k(a, b) of two Gaussians is closed: the density of their difference, smoothed, at 0."""
    h, shift = 0.5, 1.0

    def mean_kernel(distance: float) -> float:
        v = 2 + h**2
        return h**2 / v * np.exp(-(distance**2) / (2 * v))

    expected = 2 * mean_kernel(0) - 2 * mean_kernel(shift)
    measured = np.mean(
        [
            mmd(normal(1500, rng(i)), normal(1500, rng(100 + i)) + np.array([shift, 0]), h)
            for i in range(8)
        ]
    )
    assert measured == pytest.approx(expected, rel=0.05)


def test_mmd_is_unbiased() -> None:
    values = [mmd(normal(60, rng(i)), normal(40, rng(1000 + i))) for i in range(300)]
    assert abs(np.mean(values)) < 4 * np.std(values) / np.sqrt(len(values))
    assert min(values) < 0


def test_mmd_in_pieces_is_mmd() -> None:
    x, y = normal(2300, rng()), normal(1100, rng(1))
    square = ((x[:, None] - y) ** 2).sum(axis=-1)
    cross = np.exp(-square / (2 * 0.3**2)).mean()
    within = [
        (np.exp(-((a[:, None] - a) ** 2).sum(axis=-1) / (2 * 0.3**2)).sum() - len(a))
        / (len(a) * (len(a) - 1))
        for a in (x, y)
    ]
    assert mmd(x, y, 0.3) == pytest.approx(sum(within) - 2 * cross, rel=1e-9, abs=1e-12)


def whitened(n: int, D: int, seed: int) -> np.ndarray:
    """Points whose mean is exactly 0 and whose covariance is exactly the unit matrix."""
    x = np.random.default_rng(seed).standard_normal((n, D))
    x -= x.mean(axis=0)
    return x @ np.linalg.inv(np.linalg.cholesky(np.cov(x, rowvar=False))).T


def test_frechet_of_gaussians_is_the_closed_form() -> None:
    """Of N(m, A Aᵀ) and N(0, diag(s²)) with commuting covariances: |m|² + Σ (a − s)²."""
    x, y = whitened(200, 3, 0), whitened(300, 3, 1)
    m, a, s = np.array([1.0, -2.0, 0.5]), np.array([1.0, 2.0, 0.5]), np.array([0.5, 2.0, 3.0])
    assert frechet(x * a + m, y * s) == pytest.approx(m @ m + ((a - s) ** 2).sum())
    turn, _ = np.linalg.qr(np.random.default_rng(2).standard_normal((3, 3)))
    turned = frechet((x * a + m) @ turn, (y * s) @ turn)
    assert turned == pytest.approx(frechet(x * a + m, y * s)), "it depends on the axes"
    assert frechet(x * a, x * a) == pytest.approx(0, abs=1e-9)
    assert frechet(x * a, y @ turn * s) == pytest.approx(frechet(y @ turn * s, x * a))


def test_frechet_where_points_lie_in_a_plane() -> None:
    """Covariances without full rank have a root as well."""
    flat = whitened(100, 3, 0) * [1, 1, 0]
    assert frechet(flat, flat * [2, 1, 0]) == pytest.approx(1)


def test_the_floor_is_what_two_fresh_samples_get() -> None:
    small = floor(sliced_wasserstein, normal, 500, rng())
    large = floor(sliced_wasserstein, normal, 8000, rng())
    assert small / large == pytest.approx(4, rel=0.5)  # it falls with √n
    assert abs(floor(mmd, normal, 500, rng())) < 1e-3


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: sliced_wasserstein(np.zeros((3, 2)), np.zeros((4, 2))), "y: got 4 points"),
        (lambda: sliced_wasserstein(np.zeros((3, 2)), np.zeros((3, 3))), r"y: got shape \(3, 3\)"),
        (lambda: sliced_wasserstein(np.zeros(3), np.zeros(3)), r"x: got shape \(3,\)"),
        (lambda: sliced_wasserstein([[np.inf, 0]], [[0, 0]]), "x: got inf"),
        (lambda: sliced_wasserstein([[0, 0]], [[0, 0]], 0), "projections: got 0"),
        (lambda: mmd([[0, 0]], [[0, 0]]), "x: got 1 points"),
        (lambda: mmd(np.zeros((2, 2)), np.zeros((2, 2)), 0), "bandwidth: got 0"),
        (lambda: floor(mmd, normal, 0, rng()), "n: got 0"),
        (lambda: floor(mmd, normal, 5, cast(Any, 7)), "rng: got 7"),
    ],
)
def test_wrong_input_is_told(call, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()
