"""Guesses at x0: what a network learns to make, and three that need no learning.

Every denoiser has the same call, so that samplers and figures need not know which one they hold:

    x0_hat = denoise(xt, abar_t)

    xt      the noised batch x_t, (B, ...) float64        abar_t   ᾱ_t, one float in [0, 1]
    x0_hat  the guess at x0, (B, ...)

Which step of which schedule it is does not matter to a denoiser, only how much noise there is.

    exact     E[x0 | x_t] where the distribution of x0 is known: the best guess that there is
    oracle    remembers x0 itself, and so the very noise that was put in. No guess at all
    learned   a network that was trained
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from gen.diffusion import check, tally
from gen.diffusion.check import Array

Denoiser = Callable[[Array, float], Array]

LEAST = np.finfo(np.float64).tiny  # a variance that is as good as none, and can be divided by
CHUNK = 2**16  # distances at a time: half a megabyte, which stays in the processor's cache


def exact(means: npt.ArrayLike, deviation: float = 0.0) -> Denoiser:
    """E[x0 | x_t], the minimiser of the mean squared error, for a mixture of K equal Gaussians.

        r_k(x_t) ∝ exp(−|x_t − √ᾱ m_k|² / 2v),   v = ᾱ s² + 1 − ᾱ
        x0_hat   = Σ_k r_k (m_k + √ᾱ s²/v (x_t − √ᾱ m_k))

    With deviation s = 0 this is a finite set of K points: Eq. 57 of Karras et al. 2022
    (arXiv:2206.00364), App. B.3, in our scale. On such a set it *memorises*: it ends in one of the
    m_k, whatever it starts from. At ᾱ = 1 and s = 0 it gives the nearest point.

    means: (K, ...), the centres m_k. deviation: s in [0, inf), of each along every axis.
    Returns a denoiser for x_t of shape (B, ...). Raises ValueError.
    """
    (means,) = check.alike(means=means)
    if means.ndim < 2 or not len(means):
        raise check.wrong("means", f"shape {means.shape}", "(K, ...) with K of at least 1")
    s = check.number("deviation", deviation, "[0, inf)")
    m = means.reshape(len(means), -1)  # (K, D)
    half_square = (m**2).sum(axis=1) / 2  # (K,)

    def denoise(xt: Array, abar_t: float) -> Array:
        x, signal = _flat(xt, means.shape[1:]), np.sqrt(abar_t)
        tally.note("exact", len(x))
        v = max(abar_t * s**2 + 1 - abar_t, LEAST)
        guess = np.empty_like(x)
        for rows in _chunks(len(x), len(m)):
            # |x|² is the same for all k, so it cancels in r; the largest exponent becomes 0.
            exponent = signal * (x[rows] @ m.T - signal * half_square)  # (b, K)
            exponent -= exponent.max(axis=1, keepdims=True)
            with np.errstate(over="ignore"):  # to −inf, whose weight is 0
                r = np.exp(exponent / v)
            guess[rows] = (r @ m) / r.sum(axis=1, keepdims=True)
        pull = signal * s**2 / v
        return (guess + pull * (x - signal * guess)).reshape(xt.shape)

    return denoise


def oracle(x0: npt.ArrayLike) -> Denoiser:
    """Remembers the answer: `x0`, whatever x_t is.

    To remember the noise that was put in comes to the same, since x_t and the noise give x0
    (Eq. 15 of Ho et al. 2020, arXiv:2006.11239); but dividing by √ᾱ would lose it in static.

    x0: (B, ...). Returns a denoiser for x_t of the same shape. Raises ValueError.
    """
    (x0,) = check.alike(x0=x0)

    def denoise(xt: Array, abar_t: float) -> Array:
        if xt.shape != x0.shape:
            raise check.wrong("xt", f"shape {xt.shape}", f"x0's shape {x0.shape}")
        tally.note("oracle", len(x0))
        return x0.copy()

    return denoise


def learned(predict: Callable[[Array, Array], npt.ArrayLike], target: str = "v") -> Denoiser:
    """What a network says, turned into a guess at x0.

    `target` is what it was trained to name:

        x0   x0_hat = f                              v   x0_hat = √ᾱ x_t − √(1−ᾱ) f
        eps  x0_hat = (x_t − √(1−ᾱ) f)/√ᾱ, at √ᾱ of at least 1e-3 (in static ε says nothing of x0)

    Eq. 15 of Ho et al. 2020 (arXiv:2006.11239) and App. D of Salimans & Ho 2022
    (arXiv:2202.00512). predict: (x_t (B, ...), ᾱ (B,)) → f (B, ...). Raises ValueError.
    """
    check.choice("target", target, ("v", "eps", "x0"))

    def denoise(xt: Array, abar_t: float) -> Array:
        f = np.asarray(predict(xt, np.full(len(xt), abar_t)), dtype=np.float64)
        signal, noise = np.sqrt(abar_t), np.sqrt(1 - abar_t)
        if target == "x0":
            return f
        if target == "v":
            return signal * xt - noise * f
        return (xt - noise * f) / max(signal, 1e-3)

    return denoise


def eps_hat(xt: Array, abar_t: float, x0_hat: Array) -> Array:
    """ε̂ = (x_t − √ᾱ x0_hat)/√(1−ᾱ), the noise that goes with a guess at x0; 0 where ᾱ = 1.

    Eq. 4 of Ho et al. 2020 (arXiv:2006.11239) solved for ε. Returns xt's shape.
    """
    if abar_t == 1:
        return np.zeros_like(xt)
    return (xt - np.sqrt(abar_t) * x0_hat) / np.sqrt(1 - abar_t)


def _flat(xt: Array, item: tuple[int, ...]) -> Array:
    if xt.shape[1:] != item:
        raise check.wrong("xt", f"shape {xt.shape}", f"(B, …) with items of shape {item}")
    return xt.reshape(len(xt), -1)


def _chunks(rows: int, columns: int) -> list[slice]:
    size = max(1, CHUNK // columns)
    return [slice(at, at + size) for at in range(0, rows, size)]
