"""How spread out a distribution is, as a number: its differential entropy h = −E[ln p(x)].

In bits: one bit less is half the room. It may be negative, since the unit of room is a unit square
(or cube …) of the plane that x lives in. Two estimates: one knows the density, one only the points.
"""

import math

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.diffusion.check import Array
from gen.diffusion.mixture import Mixture

CHUNK = 200  # rows of distances at a time


def gaussian(D: int, deviation: float = 1.0) -> float:
    """h of N(0, s² I) in D dimensions: D/2 log₂(2πe s²) bits.

    Theorem 8.4.1 of Cover & Thomas, Elements of Information Theory (2nd ed., 2006). No distribution
    with that variance along each axis has more (their Theorem 8.6.5). D: at least 1. deviation: s
    in (0, inf). Returns bits. Raises ValueError.
    """
    s = check.number("deviation", deviation, "(0, inf)")
    return check.count("D", D) * math.log2(2 * math.pi * math.e * s**2) / 2


def of_mixture(truth: Mixture, abar_t: float, n: int, rng: np.random.Generator) -> float:
    """h of p_t, the distribution of √ᾱ x0 + √(1−ᾱ) ε with x0 from `truth`.

        h = h(φ) − E[log₂ p_t(x)/φ(x)],   φ = N(0, w I) with D w = E|x|²

    This is −E[log₂ p_t(x)], since −E[log₂ φ(x)] is h(φ) for every distribution with that E|x|²: the
    last step of the proof of Theorem 8.6.5 of Cover & Thomas. Both densities are known; the mean is
    that of `n` fresh samples of p_t, and chance in it falls with 1/√n, and to 0 as p_t nears φ.

    n: at least 1. abar_t: in [0, 1]; below 1 if the truth's deviation is 0. Returns bits. Raises
    ValueError.
    """
    abar_t = check.number("abar_t", abar_t, "[0, 1]")
    if abar_t == 1 and not truth.deviation:
        raise check.wrong("abar_t", "1.0", "below 1 for single points: their entropy is −∞")
    x0 = truth.sample(n, rng)
    x = np.sqrt(abar_t) * x0 + np.sqrt(1 - abar_t) * rng.standard_normal(x0.shape)
    D = x.shape[1]
    w = abar_t * float((truth.means**2).mean() + truth.deviation**2) + 1 - abar_t
    log_phi = -(x**2).sum(axis=1) / (2 * w) - D / 2 * math.log(2 * math.pi * w)
    ratio = log_density(truth, x, abar_t) - log_phi
    return gaussian(D, math.sqrt(w)) - float(ratio.mean()) / math.log(2)


def log_density(truth: Mixture, x: Array, abar_t: float) -> Array:
    """ln p_t(x) at x (B, D): the logarithm of `Mixture.density`, also where that underflows.

    Returns (B,), in nats.
    """
    m = np.sqrt(abar_t) * truth.means
    v = abar_t * truth.deviation**2 + 1 - abar_t
    log_p = np.empty(len(x))
    rows = max(1, 2**16 // len(m))
    for start in range(0, len(x), rows):
        here = x[start : start + rows]
        exponent = (here @ m.T - (m**2).sum(axis=1) / 2) / v  # (b, K), without −|x|²/2v
        top = exponent.max(axis=1)
        near = np.log(np.exp(exponent - top[:, None]).mean(axis=1))
        log_p[start : start + rows] = top + near - (here**2).sum(axis=1) / (2 * v)
    return log_p - m.shape[1] / 2 * math.log(2 * math.pi * v)


def of_points(x: npt.ArrayLike, k: int = 3) -> float:
    """h of whatever `x` was drawn from, with nothing known but the points themselves.

        ψ(N) − ψ(k) + ln c_D + D/N Σ_i ln r_i      (here in bits)

    r_i is the distance from point i to its k-th nearest neighbour, c_D the volume of the unit
    ball, ψ the digamma function: where neighbours are near, the density is high. From Kozachenko
    & Leonenko 1987; in this form in Kraskov et al. 2004 (arXiv:cond-mat/0305641).

    x: (N, D), no k + 1 of them in one place. k: from 1 to N − 1. Returns bits. Raises ValueError.
    """
    (x,) = check.alike(x=x)
    if x.ndim != 2 or len(x) < 2 or not x.shape[1]:
        raise check.wrong("x", f"shape {x.shape}", "(N, D) with N of at least 2")
    n, D = x.shape
    k = check.count("k", k, most=n - 1)
    r = np.concatenate([_near(x, start, k) for start in range(0, n, CHUNK)])
    if not r.all():
        raise check.wrong("x", f"{k + 1} points in one place", "points that differ")
    log_ball = D / 2 * math.log(math.pi) - math.lgamma(D / 2 + 1)
    nats = _digamma(n) - _digamma(k) + log_ball + D * float(np.log(r).mean())
    return nats / math.log(2)


def _near(x: Array, start: int, k: int) -> Array:
    """The distance of each of CHUNK points to its k-th neighbour; 0 lies at index 0: itself."""
    rows = x[start : start + CHUNK]
    square = np.zeros((len(rows), len(x)))
    for axis in range(x.shape[1]):  # differences, not products: near points keep their digits
        square += (rows[:, axis, None] - x[:, axis]) ** 2
    return np.sqrt(np.partition(square, k, axis=1)[:, k])


def _digamma(n: int) -> float:
    """ψ(n) = −γ + 1 + 1/2 + … + 1/(n−1), for a whole n."""
    return -float(np.euler_gamma) + float((1 / np.arange(1, n)).sum())
