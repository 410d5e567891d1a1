"""Noise schedules: how much noise each of T steps adds.

    betas           β_t, the variance that step t adds              (T,) float64, in (0, 1)
    alphas          α_t = 1 − β_t
    alphas_cumprod  ᾱ_t = α_1 α_2 … α_t, what is left of x0's variance
    alpha_bar(u)    ᾱ as a function of continuous time u = t/T in [0, 1]: see alpha_bars.py

The papers count t = 1 … T; index i of an array here is the papers' t = i + 1. Everything is
float64, and every function raises ValueError for wrong input, naming the argument.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.diffusion.alpha_bars import cosine_alpha_bar, polynomial_alpha_bar, sigmoid_alpha_bar
from gen.diffusion.check import Array


def linear(T: int, beta_start: float = 1e-4, beta_end: float = 0.02) -> Array:
    """β evenly spaced from beta_start to beta_end, both reached; nothing is capped.

    Sec. 4 of Ho et al. 2020 (arXiv:2006.11239), who use T = 1000: ᾱ_T = 4.0e-5. With few steps it
    stays far from pure noise (T = 1 is beta_start alone): use `short` for those.

    T: at least 1. beta_start, beta_end: in (0, 1). Returns betas (T,). Raises ValueError.
    """
    T = check.count("T", T)
    beta_start = check.number("beta_start", beta_start, "(0, 1)")
    beta_end = check.number("beta_end", beta_end, "(0, 1)")
    return np.linspace(beta_start, beta_end, T)


def scaled_linear(T: int, beta_start: float = 0.00085, beta_end: float = 0.012) -> Array:
    """√β evenly spaced from √beta_start to √beta_end, both reached; nothing is capped.

    The code of Rombach et al. 2022 (arXiv:2112.10752), which names it "linear"; the defaults are
    those of Stable Diffusion 1. It ends early: ᾱ_T = 4.7e-3 at T = 1000, so 7 % of the signal's
    amplitude is left (Lin et al. 2023, arXiv:2305.08891).

    T: at least 1. beta_start, beta_end: in (0, 1). Returns betas (T,). Raises ValueError.
    """
    T = check.count("T", T)
    beta_start = check.number("beta_start", beta_start, "(0, 1)")
    beta_end = check.number("beta_end", beta_end, "(0, 1)")
    return np.linspace(beta_start**0.5, beta_end**0.5, T) ** 2


def cosine(T: int, s: float = 0.008, max_beta: float = 0.999) -> Array:
    """β_t = min(1 − ᾱ_t/ᾱ_{t−1}, max_beta) with ᾱ = `cosine_alpha_bar`.

    Eq. 17 of Nichol & Dhariwal 2021 (arXiv:2102.09672) and the text below it. ᾱ(0) = 1 exactly.
    ᾱ(1) = 0, so the last β would be 1 and is capped; at T = 1000 no other one is.

    T: at least 1. s: in [0, inf). max_beta: in (0, 1). Returns betas (T,). Raises ValueError.
    """
    return _discretise(lambda u: cosine_alpha_bar(u, s), T, max_beta)


def sigmoid(
    T: int, start: float = -3.0, end: float = 3.0, tau: float = 1.0, max_beta: float = 0.999
) -> Array:
    """β_t = min(1 − ᾱ_t/ᾱ_{t−1}, max_beta) with ᾱ = `sigmoid_alpha_bar`.

    Algorithm 1 of Chen 2023 (arXiv:2301.10972), from Jabri et al. 2022 (arXiv:2212.11972). They
    have no β and keep ᾱ at 1e-9 or more; here the cap of `cosine` acts before that would. ᾱ(0) = 1
    exactly; ᾱ(1) = 0, so the last β would be 1 and is capped, at T = 1000 the only one. Not to be
    confused with GeoDiff's schedule of the same name, which is a sigmoid in β.

    T: at least 1. start < end, finite. tau: in (0, inf). max_beta: in (0, 1). Returns betas (T,).
    Raises ValueError.
    """
    return _discretise(lambda u: sigmoid_alpha_bar(u, start, end, tau), T, max_beta)


def polynomial(T: int, s: float = 1e-5, max_beta: float = 0.999) -> Array:
    """β_t = min(1 − ᾱ_t/ᾱ_{t−1}, max_beta) with ᾱ = `polynomial_alpha_bar`, and ᾱ_0 = 1.

    Hoogeboom et al. 2022 (arXiv:2203.17003), who keep α_t²/α_{t−1}² at 0.001 or more, which is
    this max_beta. ᾱ(0) = (1 − s)² is a little below 1, and the first β makes up for it, so it is
    larger than the second at T = 1000. ᾱ(1) = s², so the last β is capped.

    T: at least 1. s: in [0, 0.5). max_beta: in (0, 1). Returns betas (T,). Raises ValueError.
    """
    return _discretise(lambda u: polynomial_alpha_bar(u, s), T, max_beta)


# Every schedule by name, at its paper's defaults.
SCHEDULES: dict[str, Callable[[int], Array]] = {
    "linear": linear,
    "scaled_linear": scaled_linear,
    "cosine": cosine,
    "sigmoid": sigmoid,
    "polynomial": polynomial,
}


def short(name: str, T: int, T_long: int = 1000) -> Array:
    """The schedule `name` at T_long steps, respaced to T: for every T as noisy at its end.

    name: a key of SCHEDULES. T: from 1 to T_long. Returns betas (T,). Raises ValueError.
    """
    schedule = SCHEDULES[check.choice("name", name, SCHEDULES)]
    T_long = check.count("T_long", T_long)
    return respace(schedule(T_long), check.count("T", T, most=T_long))


def respaced_timesteps(T: int, T_long: int = 1000) -> npt.NDArray[np.intp]:
    """τ (T,): which of T_long steps a schedule of T steps keeps, evenly spaced, the last one last.

    τ_i = round((i + 1) T_long/T) − 1: the "trailing" spacing of Sec. 3.3 of Lin et al. 2023
    (arXiv:2305.08891). Strictly increasing; a network trained on T_long steps is asked at τ_i.

    T: from 1 to T_long. Returns integers (T,) in 0 … T_long − 1. Raises ValueError.
    """
    T_long = check.count("T_long", T_long)
    T = check.count("T", T, most=T_long)
    return np.rint(np.arange(1.0, T + 1) * T_long / T).astype(np.intp) - 1


def respace(betas: npt.ArrayLike, T: int) -> Array:
    """β_i = 1 − ᾱ(τ_i)/ᾱ(τ_{i−1}), with ᾱ(τ_{−1}) = 1, so that the new ᾱ_i is the old ᾱ(τ_i).

    Eq. 19 of Nichol & Dhariwal 2021 (arXiv:2102.09672); τ = `respaced_timesteps(T, len(betas))`.

    betas: (T_long,), in (0, 1). T: from 1 to T_long. Returns betas (T,), in (0, 1). Raises
    ValueError, also where a step is so large or so small that float64 rounds it to 1 or 0.
    """
    abar = alphas_cumprod(betas)
    tau = respaced_timesteps(T, len(abar))
    with np.errstate(divide="ignore", invalid="ignore"):  # ᾱ can underflow to 0: 0/0, found below
        respaced = _steps_between(abar[tau])
    if not np.all((respaced > 0) & (respaced < 1)):
        got = f"a schedule whose ᾱ falls from {abar[0]:.3g} to {abar[-1]:.3g}"
        allowed = f"such that float64 can tell each of {T} respaced steps from 0 and from 1"
        raise check.wrong("betas", got, allowed)
    return respaced


def alphas_cumprod(betas: npt.ArrayLike) -> Array:
    """ᾱ_t = (1 − β_1)(1 − β_2) … (1 − β_t): above Eq. 4 of Ho et al. 2020 (arXiv:2006.11239).

    betas: (T,), in (0, 1). Returns (T,), decreasing. Raises ValueError.
    """
    alphas = 1 - check.over_steps("betas", betas, "(0, 1)")
    return np.cumprod(alphas, dtype=np.float64)


def signal(abar: npt.ArrayLike) -> Array:
    """√ᾱ, the factor on x0 in Eq. 4 of Ho et al. 2020 (arXiv:2006.11239): 1 clean, 0 pure noise.

    abar: in [0, 1], any shape. Returns the same shape. Raises ValueError.
    """
    return np.sqrt(check.within("abar", abar, "[0, 1]"))


def noise(abar: npt.ArrayLike) -> Array:
    """√(1−ᾱ), the factor on ε in Eq. 4 of Ho et al. 2020 (arXiv:2006.11239): 0 clean, 1 pure noise.

    abar: in [0, 1], any shape. Returns the same shape. Raises ValueError.
    """
    return np.sqrt(1 - check.within("abar", abar, "[0, 1]"))


def snr(abar: npt.ArrayLike) -> Array:
    """Signal-to-noise ratio of the powers, ᾱ/(1−ᾱ): Eq. 2 of Kingma et al. 2021 (arXiv:2107.00630).

    abar: in [0, 1], any shape. Returns the same shape, from 0 to inf (clean). Raises ValueError.
    """
    abar = check.within("abar", abar, "[0, 1]")
    with np.errstate(divide="ignore"):
        return abar / (1 - abar)


def log_snr(abar: npt.ArrayLike) -> Array:
    """ln(ᾱ/(1−ᾱ)), natural logarithm: λ of Salimans & Ho 2022 (arXiv:2202.00512).

    abar: in [0, 1], any shape. Returns the same shape, from −inf to inf. Raises ValueError.
    """
    abar = check.within("abar", abar, "[0, 1]")
    with np.errstate(divide="ignore"):
        return np.log(abar) - np.log1p(-abar)


def _steps_between(abar: Array) -> Array:
    """The betas whose alphas_cumprod is `abar`: 1 − ᾱ_t/ᾱ_{t−1}, with ᾱ_0 = 1 (no noise yet)."""
    abar_prev: Array = np.concatenate([[1.0], abar[:-1]])
    return 1 - abar / abar_prev


def _discretise(alpha_bar: Callable[[Array], Array], T: int, max_beta: float) -> Array:
    """β of T even steps through a continuous `alpha_bar`, none above max_beta."""
    T = check.count("T", T)
    max_beta = check.number("max_beta", max_beta, "(0, 1)")
    with np.errstate(divide="ignore", invalid="ignore"):  # 0/0 is found below
        betas = np.minimum(_steps_between(alpha_bar(np.arange(1, T + 1) / T)), max_beta)
    if not betas.min() > 0:
        allowed = "smaller, or the schedule less steep: float64 cannot tell each β from 0"
        raise check.wrong("T", str(T), allowed)
    return betas
