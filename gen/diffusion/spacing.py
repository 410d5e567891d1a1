"""Which of T steps a sampler visits, and how noisy it is there.

Each spacing is a function of (steps, abar) that gives `timesteps` (steps,): float64, decreasing,
in 0 … T−1. They may be fractional; `abar_at` says what ᾱ is between two steps.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.diffusion.check import Array
from gen.diffusion.schedules import respaced_timesteps


def trailing(steps: int, abar: npt.ArrayLike) -> Array:
    """T − 1 first, then evenly down: the last step of the schedule is always visited.

    Sec. 3.3 of Lin et al. 2023 (arXiv:2305.08891). steps: from 1 to T. abar: (T,), in [0, 1].
    Returns timesteps (steps,). Raises ValueError.
    """
    T = len(check.over_steps("abar", abar, "[0, 1]"))
    return respaced_timesteps(steps, T)[::-1].astype(np.float64)


def leading(steps: int, abar: npt.ArrayLike) -> Array:
    """(steps − 1) ⌊T/steps⌋, …, ⌊T/steps⌋, 0: step 0 is always visited, and T − 1 hardly ever.

    What DDIM's code does (Song et al. 2020, arXiv:2010.02502, App. D.2, without its offset).
    Sampling then begins from pure static where the network expects some signal: Lin et al. 2023
    (arXiv:2305.08891). steps: from 1 to T. Returns timesteps (steps,). Raises ValueError.
    """
    T = len(check.over_steps("abar", abar, "[0, 1]"))
    steps = check.count("steps", steps, most=T)
    return np.arange(steps, dtype=np.float64)[::-1] * (T // steps)


def late(steps: int, abar: npt.ArrayLike, power: float = 2.0) -> Array:
    """(T − 1) uᵖ for u = 1, …, 2/steps, 1/steps: crowded at the clean end, where a walk ends.

    With p = 2 the quadratic spacing of Song et al. 2020 (arXiv:2010.02502), App. D.2, from the
    last step and not rounded. steps: at least 1. power: p in [1, inf), 1 is even. abar: (T,), in
    [0, 1]. Returns timesteps (steps,). Raises ValueError.
    """
    T = len(check.over_steps("abar", abar, "[0, 1]"))
    return (T - 1) * _shares(steps) ** check.number("power", power, "[1, inf)")


def early(steps: int, abar: npt.ArrayLike, power: float = 2.0) -> Array:
    """(T − 1)(1 − (1 − u)ᵖ) for u = 1, …, 2/steps, 1/steps: crowded at static, where it begins.

    `late` seen from the other end: the gaps between steps are the same, in the other order.
    Ours; nobody recommends it. steps, power, abar: as there. Returns timesteps (steps,). Raises
    ValueError.
    """
    T = len(check.over_steps("abar", abar, "[0, 1]"))
    return (T - 1) * (1 - (1 - _shares(steps)) ** check.number("power", power, "[1, inf)"))


def karras(
    steps: int, abar: npt.ArrayLike, rho: float = 7.0, sigma_max: float = float("inf")
) -> Array:
    """σ_i^(1/ρ) evenly from that of step T − 1 to that of step 0: crowded at the clean end.

    Eq. 5 of Karras et al. 2022 (arXiv:2206.00364), σ = √((1−ᾱ)/ᾱ), each turned into the
    (fractional) step that has it. Where the schedule goes beyond sigma_max, it begins there: the
    paper has 80, and a cosine schedule ends at some 10⁴. steps: at least 1. rho: in [1, inf).
    sigma_max: above the least σ of the schedule. abar: (T,), in (0, 1), decreasing. Returns
    timesteps (steps,). Raises ValueError.
    """
    log_sigma = _log_sigmas(abar)
    steps = check.count("steps", steps)
    rho = check.number("rho", rho, "[1, inf)")
    start = float(log_sigma[-1])
    if sigma_max != np.inf:
        least_sigma = float(np.exp(log_sigma[0]))
        start = min(start, np.log(check.number("sigma_max", sigma_max, f"({least_sigma}, inf)")))
    most, least = np.exp(start / rho), np.exp(log_sigma[0] / rho)
    wanted = rho * np.log(np.linspace(most, least, steps))
    return np.interp(wanted, log_sigma, np.arange(len(log_sigma), dtype=np.float64))


SPACINGS: dict[str, Callable[[int, npt.ArrayLike], Array]] = {
    "trailing": trailing,
    "leading": leading,
    "late": late,
    "early": early,
    "karras": karras,
}


def abar_at(timesteps: npt.ArrayLike, abar: npt.ArrayLike) -> Array:
    """ᾱ at (fractional) timesteps: ln σ runs straight between two steps, σ = √((1−ᾱ)/ᾱ).

    timesteps: in [0, T−1], any shape. abar: (T,), in (0, 1), decreasing. Returns the same shape;
    at a whole step exactly abar[t]. Raises ValueError.
    """
    log_sigma, abar = _log_sigmas(abar), np.asarray(abar, dtype=np.float64)
    t = check.within("timesteps", timesteps, f"[0, {len(abar) - 1}]")
    between = 1 / (1 + np.exp(2 * np.interp(t, np.arange(len(abar)), log_sigma)))
    whole = t == np.rint(t)
    return np.where(whole, abar[np.rint(t).astype(np.intp)], between)


def _shares(steps: int) -> Array:
    """1, …, 2/steps, 1/steps."""
    steps = check.count("steps", steps)
    return np.arange(steps, 0, -1, dtype=np.float64) / steps


def _log_sigmas(abar: npt.ArrayLike) -> Array:
    abar = check.over_steps("abar", abar, "(0, 1)")
    if not np.all(np.diff(abar) < 0):
        raise check.wrong("abar", "a schedule that does not fall at every step", "decreasing")
    return (np.log1p(-abar) - np.log(abar)) / 2
