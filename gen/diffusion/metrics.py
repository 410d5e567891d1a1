"""How far a set of samples is from the truth, as numbers.

All compare two sets of points, x (N, D) and y (M, D). None is 0 for two fresh samples
of the same distribution, so what a value means is said by its `floor`: what two such samples get.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.diffusion.check import Array

PROJECTIONS = 200
Metric = Callable[[npt.ArrayLike, npt.ArrayLike], float]
CHUNK = 100  # rows at a time: what they need stays in the processor's cache
FAR = 9.0  # bandwidths; beyond, a kernel is below e^−40, which adds nothing to a float


def sliced_wasserstein(x: npt.ArrayLike, y: npt.ArrayLike, projections: int = PROJECTIONS) -> float:
    """The root mean square, over fixed directions, of the W₂ distance of the projections.

    Sec. 2 of Bonneel et al. 2015 (doi:10.1007/s10851-014-0506-3), from Rabin et al. 2011. On a
    line, W₂ joins the points in their order. In the plane the directions are spread evenly;
    elsewhere they are drawn with a fixed seed. It is in the units of the points.

    x, y: (N, D), equally many. projections: at least 1. Returns a float ≥ 0. Raises ValueError.
    """
    x, y = _clouds(x, y)
    if len(x) != len(y):
        raise check.wrong("y", f"{len(y)} points", f"as many points as x, which are {len(x)}")
    ways = directions(check.count("projections", projections), x.shape[1])
    a, b = np.sort(x @ ways, axis=0), np.sort(y @ ways, axis=0)
    return float(np.sqrt(np.mean((a - b) ** 2)))


def directions(count: int, D: int) -> Array:
    """`count` fixed unit vectors, (D, count): in the plane half a turn in equal parts."""
    if D == 2:
        angle = np.arange(count) * np.pi / count
        return np.stack([np.cos(angle), np.sin(angle)])
    ways = np.random.default_rng(0).standard_normal((D, count))
    return ways / np.linalg.norm(ways, axis=0)


def mmd(x: npt.ArrayLike, y: npt.ArrayLike, bandwidth: float = 0.1) -> float:
    """The unbiased estimate of the squared maximum mean discrepancy, kernel e^(−|a−b|²/2h²).

    Eq. 3 of Gretton et al. 2012 (JMLR 13, 723–773). It is about 0 for equal distributions, and may
    be negative. h says how fine the differences are that it sees: 0.1 sees blur that sliced
    Wasserstein distances do not. Unit: the density of pairs nearer than about h.

    x, y: (N, D), N of at least 2. bandwidth: h in (0, inf). Returns a float. Raises ValueError.
    """
    x, y = _clouds(x, y)
    if min(len(x), len(y)) < 2:
        raise check.wrong("x", f"{len(x)} points, y {len(y)}", "at least 2 points each")
    h = check.number("bandwidth", bandwidth, "(0, inf)")

    def pairs(a: Array, b: Array) -> float:
        total = 0.0
        for at in range(0, len(a), CHUNK):
            rows = a[at : at + CHUNK]
            reach = rows[[0, -1], 0] + np.array([-FAR, FAR]) * h
            near = b[slice(*np.searchsorted(b[:, 0], reach))]
            square = (rows**2).sum(1)[:, None] + (near**2).sum(1) - 2 * rows @ near.T
            total += float(np.exp(-np.maximum(square, 0) / (2 * h**2)).sum())
        return total

    x, y = x[x[:, 0].argsort()], y[y[:, 0].argsort()]  # so that what is near lies together
    n, m = len(x), len(y)
    within_x = (pairs(x, x) - n) / (n * (n - 1))  # a point and itself do not count
    within_y = (pairs(y, y) - m) / (m * (m - 1))
    return within_x + within_y - 2 * pairs(x, y) / (n * m)


def frechet(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """The squared Fréchet distance of the Gaussians with the points' means and covariances.

        |μ_x − μ_y|² + tr(Σ_x + Σ_y − 2 (Σ_x Σ_y)^½)

    Eq. 6 of Heusel et al. 2017 (arXiv:1706.08500), where the points are features of pictures.
    x, y: (N, D), N of at least 2. Returns a float ≥ 0, in squared units. Raises ValueError.
    """
    x, y = _clouds(x, y)
    if min(len(x), len(y)) < 2:
        raise check.wrong("x", f"{len(x)} points, y {len(y)}", "at least 2 points each")
    shift = x.mean(axis=0) - y.mean(axis=0)
    a, b = (np.atleast_2d(np.cov(cloud, rowvar=False)) for cloud in (x, y))
    root = _root(a)
    # Σ_x Σ_y has the eigenvalues of the symmetric Σ_x^½ Σ_y Σ_x^½, whose root is safe to take.
    cross = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ b @ root), 0)).sum()
    return float(max(shift @ shift + np.trace(a) + np.trace(b) - 2 * cross, 0.0))


def _root(a: Array) -> Array:
    """The symmetric root of a symmetric matrix without negative eigenvalues."""
    values, vectors = np.linalg.eigh(a)
    return vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T


def floor(
    metric: Metric,
    sample: Callable[[int, np.random.Generator], Array],
    n: int,
    rng: np.random.Generator,
    repeats: int = 5,
) -> float:
    """The median of `metric` between two fresh samples of the truth, n points each.

    sample: (n, rng) → (n, D). Returns a float. Raises ValueError.
    """
    n, repeats = check.count("n", n), check.count("repeats", repeats)
    check.generator("rng", rng)
    return float(np.median([metric(sample(n, rng), sample(n, rng)) for _ in range(repeats)]))


def _clouds(x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Array, Array]:
    (a,), (b,) = check.alike(x=x), check.alike(y=y)
    for name, array in (("x", a), ("y", b)):
        if array.ndim != 2 or not array.size:
            raise check.wrong(name, f"shape {array.shape}", "(N, D) with N of at least 1")
    if a.shape[1] != b.shape[1]:
        raise check.wrong("y", f"shape {b.shape}", f"of x's dimension {a.shape[1]}")
    return a, b
