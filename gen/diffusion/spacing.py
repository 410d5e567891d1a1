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


def karras(steps: int, abar: npt.ArrayLike, rho: float = 7.0) -> Array:
    """σ_i^(1/ρ) evenly from that of step T − 1 to that of step 0: crowded at the clean end.

    Eq. 5 of Karras et al. 2022 (arXiv:2206.00364), σ = √((1−ᾱ)/ᾱ), each turned into the
    (fractional) step that has it. steps: at least 1. rho: in [1, inf). abar: (T,), in (0, 1),
    decreasing. Returns timesteps (steps,). Raises ValueError.
    """
    log_sigma = _log_sigmas(abar)
    steps = check.count("steps", steps)
    rho = check.number("rho", rho, "[1, inf)")
    most, least = np.exp(log_sigma[-1] / rho), np.exp(log_sigma[0] / rho)
    wanted = rho * np.log(np.linspace(most, least, steps))
    return np.interp(wanted, log_sigma, np.arange(len(log_sigma), dtype=np.float64))


SPACINGS: dict[str, Callable[[int, npt.ArrayLike], Array]] = {
    "trailing": trailing,
    "leading": leading,
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


def _log_sigmas(abar: npt.ArrayLike) -> Array:
    abar = check.over_steps("abar", abar, "(0, 1)")
    if not np.all(np.diff(abar) < 0):
        raise check.wrong("abar", "a schedule that does not fall at every step", "decreasing")
    return (np.log1p(-abar) - np.log(abar)) / 2
