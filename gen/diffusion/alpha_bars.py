"""alpha_bar(u): ᾱ as a function of continuous time u = t/T, from 0 (clean) to 1 (noise).

Three of the schedules are defined by such a function; schedules.py cuts it into T steps. The other
two, linear and scaled_linear, are defined by their betas alone.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.diffusion.check import Array


def cosine_alpha_bar(u: npt.ArrayLike, s: float = 0.008) -> Array:
    """ᾱ(u) = f(u)/f(0), f(u) = cos²((u + s)/(1 + s) · π/2): from 1 to 0 (2e-33 in float64).

    Eq. 17 of Nichol & Dhariwal 2021 (arXiv:2102.09672), whose t/T is u.
    u: in [0, 1], any shape. s: in [0, inf). Returns u's shape. Raises ValueError.
    """
    u = check.within("u", u, "[0, 1]")
    s = check.number("s", s, "[0, inf)")

    def f(u: npt.ArrayLike) -> Array:
        return np.cos((np.asarray(u) + s) / (1 + s) * np.pi / 2) ** 2

    return f(u) / f(0.0)


def sigmoid_alpha_bar(
    u: npt.ArrayLike, start: float = -3.0, end: float = 3.0, tau: float = 1.0
) -> Array:
    """ᾱ(u) = (σ(end/τ) − σ((start + u (end − start))/τ)) / (σ(end/τ) − σ(start/τ)): from 1 to 0.

    Algorithm 1 of Chen 2023 (arXiv:2301.10972), whose γ(t) is ᾱ(u); from Jabri et al. 2022
    (arXiv:2212.11972). σ(x) = 1/(1 + e^−x).
    u: in [0, 1], any shape. start < end, finite, σ(start/τ) ≠ σ(end/τ) in float64. tau: in
    (0, inf). Returns u's shape. Raises ValueError.
    """
    u = check.within("u", u, "[0, 1]")
    tau = check.number("tau", tau, "(0, inf)")
    start = check.number("start", start, "(-inf, inf)")
    end = check.number("end", end, f"({start}, inf)")

    def sigma(x: npt.ArrayLike) -> Array:
        return (1 + np.tanh(np.asarray(x) / 2)) / 2  # 1/(1 + e^−x), which would overflow

    v_start, v_end = sigma(start / tau), sigma(end / tau)
    if not v_start < v_end:
        got = f"{end} (start {start}, tau {tau})"
        raise check.wrong("end", got, "such that σ(end/τ) is above σ(start/τ) in float64")
    return (v_end - sigma((start + u * (end - start)) / tau)) / (v_end - v_start)


def polynomial_alpha_bar(u: npt.ArrayLike, s: float = 1e-5) -> Array:
    """ᾱ(u) = α², α = (1 − 2s)(1 − u²) + s: from (1 − s)² to s².

    Hoogeboom et al. 2022 (arXiv:2203.17003), whose α_t is √ᾱ and whose t/T is u. (Their code puts
    the (1 − 2s) and the s round α² instead.)
    u: in [0, 1], any shape. s: in [0, 0.5). Returns u's shape. Raises ValueError.
    """
    u = check.within("u", u, "[0, 1]")
    s = check.number("s", s, "[0, 0.5)")
    return ((1 - 2 * s) * (1 - u**2) + s) ** 2


# By the schedule's name, at its paper's defaults.
ALPHA_BARS: dict[str, Callable[[npt.ArrayLike], Array]] = {
    "cosine": cosine_alpha_bar,
    "sigmoid": sigmoid_alpha_bar,
    "polynomial": polynomial_alpha_bar,
}
