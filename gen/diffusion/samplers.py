"""The way back from static: samplers, each a generator of `Step`s.

All have the same call, so that reading one is reading all:

    for step in ddim(denoise, x, timesteps, abar): …

    denoise    the guesser, (x_t, ᾱ_t) → x0_hat: see denoisers.py
    x          what to begin with: (B, ...), N(0, I) where timesteps[0] is the last of the schedule
    timesteps  which steps to visit, (N,), decreasing, possibly fractional: see spacing.py
    abar       alphas_cumprod (T,) of the schedule, in (0, 1)

Each yields N + 1 `Step`s: the state *before* each step with the guesses made from it, and last the
result. Nothing is computed before it is asked for, but wrong input is an error at once.

    ddpm      Ho et al. 2020: fresh noise at every step
    ddim      Song et al. 2020: less fresh noise or none; with eta = 1 it is ddpm
    euler     the same as ddim with eta = 0, written as an ODE: 1st order
    heun      Karras et al. 2022: 2nd order, two guesses a step
    dpmpp_2m  Lu et al. 2022: 2nd order, one guess a step, since it remembers the last one
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser, eps_hat
from gen.diffusion.spacing import abar_at

LEAP = 10.0  # Heun's correction is for steps on which σ falls by less than this factor


@dataclass(frozen=True)
class Step:
    """One moment of sampling. `xt` is the state before step i, and the guesses are made from it.

    i = 0 … N; t is the timestep, −1 (no noising at all) for the last one, whose `xt` and `x0_hat`
    are the result and whose `eps_hat` is 0. Arrays (B, ...).
    """

    i: int
    t: float
    xt: Array
    x0_hat: Array
    eps_hat: Array


Move = Callable[[Step, float, float], Array]  # (step, ᾱ here, ᾱ next) → the next x


def ddpm(
    denoise: Denoiser,
    x: npt.ArrayLike,
    timesteps: npt.ArrayLike,
    abar: npt.ArrayLike,
    rng: np.random.Generator,
    variance: str = "small",
) -> Iterator[Step]:
    """A sample of p(x_prev | x_t) = N(μ̃(x_t, x0_hat), σ² I) at every step.

        α = ᾱ/ᾱ_prev, β = 1 − α
        μ̃ = √ᾱ_prev β/(1−ᾱ) x0_hat + √α (1−ᾱ_prev)/(1−ᾱ) x_t
        σ² = β (1−ᾱ_prev)/(1−ᾱ) if variance is "small", β if it is "large"; 0 at the last step

    Algorithm 2 of Ho et al. 2020 (arXiv:2006.11239), Eq. 7 and the two choices of Sec. 3.2.
    rng draws the noise. Raises ValueError.
    """
    check.generator("rng", rng)
    check.choice("variance", variance, ("small", "large"))

    def move(step: Step, abar_t: float, abar_prev: float) -> Array:
        beta = 1 - abar_t / abar_prev
        mean = (
            np.sqrt(abar_prev) * beta / (1 - abar_t) * step.x0_hat
            + np.sqrt(1 - beta) * (1 - abar_prev) / (1 - abar_t) * step.xt
        )
        if abar_prev == 1:
            return mean
        posterior_variance = (1 - abar_prev) / (1 - abar_t) * beta
        sigma = np.sqrt(posterior_variance if variance == "small" else beta)
        return mean + sigma * rng.standard_normal(mean.shape)

    return _walk(denoise, x, timesteps, abar, move)


def ddim(
    denoise: Denoiser,
    x: npt.ArrayLike,
    timesteps: npt.ArrayLike,
    abar: npt.ArrayLike,
    rng: np.random.Generator | None = None,
    eta: float = 0.0,
) -> Iterator[Step]:
    """x_prev = √ᾱ_prev x0_hat + √(1−ᾱ_prev−σ²) ε̂ + σ z.

    Eq. 12 of Song et al. 2020 (arXiv:2010.02502), σ = eta √((1−ᾱ_prev)/(1−ᾱ)) √(1−ᾱ/ᾱ_prev), their
    Eq. 16. eta: in [0, 1]; 0 draws nothing and needs no rng. Raises ValueError.
    """
    eta = check.number("eta", eta, "[0, 1]")
    if eta or rng is not None:
        rng = check.generator("rng", rng)  # type: ignore[arg-type]

    def move(step: Step, abar_t: float, abar_prev: float) -> Array:
        sigma = eta * np.sqrt((1 - abar_prev) / (1 - abar_t) * (1 - abar_t / abar_prev))
        direction = np.sqrt(max(1 - abar_prev - sigma**2, 0.0)) * step.eps_hat
        x_prev = np.sqrt(abar_prev) * step.x0_hat + direction
        if sigma:
            assert rng is not None
            x_prev += sigma * rng.standard_normal(x_prev.shape)
        return x_prev

    return _walk(denoise, x, timesteps, abar, move)


def euler(
    denoise: Denoiser, x: npt.ArrayLike, timesteps: npt.ArrayLike, abar: npt.ArrayLike
) -> Iterator[Step]:
    """A straight step along the ODE dy/dσ = ε̂, where y = x/√ᾱ and σ = √((1−ᾱ)/ᾱ).

    Eq. 14 of Song et al. 2020 (arXiv:2010.02502): DDIM with eta = 0 is Euler's method for it; in
    the form of Algorithm 1 of Karras et al. 2022 (arXiv:2206.00364). Raises ValueError.
    """

    def move(step: Step, abar_t: float, abar_prev: float) -> Array:
        y = step.xt / np.sqrt(abar_t)
        y += (_sigma(abar_prev) - _sigma(abar_t)) * step.eps_hat
        return np.sqrt(abar_prev) * y

    return _walk(denoise, x, timesteps, abar, move)


def heun(
    denoise: Denoiser, x: npt.ArrayLike, timesteps: npt.ArrayLike, abar: npt.ArrayLike
) -> Iterator[Step]:
    """Euler's step, a second guess where it leads, and then a step along the mean of both.

    Algorithm 1 of Karras et al. 2022 (arXiv:2206.00364) for σ(t) = t, s(t) = 1. Two guesses a
    step, but one at the last, which ends where σ = 0. They begin at σ = 80; pure static of a cosine
    schedule lies at some 10⁴. There the mean of two slopes would be taken over a length beside
    which the noise that is left is nothing, so a step to less than σ/LEAP stays Euler's. Raises
    ValueError.
    """

    def move(step: Step, abar_t: float, abar_prev: float) -> Array:
        y, h = step.xt / np.sqrt(abar_t), _sigma(abar_prev) - _sigma(abar_t)
        x_prev = np.sqrt(abar_prev) * (y + h * step.eps_hat)
        if abar_prev == 1 or _sigma(abar_prev) < _sigma(abar_t) / LEAP:
            return x_prev
        slope = eps_hat(x_prev, abar_prev, denoise(x_prev, abar_prev))
        return np.sqrt(abar_prev) * (y + h * (step.eps_hat + slope) / 2)

    return _walk(denoise, x, timesteps, abar, move)


def dpmpp_2m(
    denoise: Denoiser, x: npt.ArrayLike, timesteps: npt.ArrayLike, abar: npt.ArrayLike
) -> Iterator[Step]:
    """x_prev = σ_prev/σ x_t − α_prev (e^−h − 1) D, D = (1 + 1/2r) x0_hat − 1/2r x0_hat_before.

    Algorithm 2 of Lu et al. 2022 (arXiv:2211.01095), DPM-Solver++(2M): α = √ᾱ, σ = √(1−ᾱ),
    λ = ln(α/σ), h = λ_prev − λ, r = h_before/h. First order where there is no guess before, and at
    the last step, where λ_prev is infinite. Raises ValueError.
    """
    before: tuple[Array, float] | None = None  # the last guess, and how far λ went from it

    def move(step: Step, abar_t: float, abar_prev: float) -> Array:
        nonlocal before
        if abar_prev == 1:
            return step.x0_hat.copy()
        h = _half_log_snr(abar_prev) - _half_log_snr(abar_t)
        D = step.x0_hat
        if before is not None:
            x0_before, h_before = before
            r = h_before / h
            D = (1 + 1 / (2 * r)) * D - 1 / (2 * r) * x0_before
        before = step.x0_hat, h
        decay = np.sqrt((1 - abar_prev) / (1 - abar_t))
        return decay * step.xt - np.sqrt(abar_prev) * np.expm1(-h) * D

    return _walk(denoise, x, timesteps, abar, move)


def _walk(
    denoise: Denoiser,
    x: npt.ArrayLike,
    timesteps: npt.ArrayLike,
    abar: npt.ArrayLike,
    move: Move,
) -> Iterator[Step]:
    """The one loop of all samplers: guess, tell, move; the last move ends where ᾱ = 1."""
    (x,) = check.alike(x=x)
    if x.ndim < 2:
        raise check.wrong("x", f"shape {x.shape}", "a batch (B, …)")
    timesteps = check.over_steps("timesteps", timesteps, "[0, inf)")
    if not np.all(np.diff(timesteps) < 0):
        raise check.wrong("timesteps", check.shown(timesteps), "decreasing")
    levels = [*abar_at(timesteps, abar).tolist(), 1.0]

    def steps(x: Array) -> Iterator[Step]:
        for i, t in enumerate(timesteps.tolist()):
            x0_hat = denoise(x, levels[i])
            step = Step(i, t, x, x0_hat, eps_hat(x, levels[i], x0_hat))
            yield step
            x = move(step, levels[i], levels[i + 1])
        yield Step(len(timesteps), -1.0, x, x, np.zeros_like(x))

    return steps(x)


def _sigma(abar_t: float) -> float:
    return float(np.sqrt((1 - abar_t) / abar_t))


def _half_log_snr(abar_t: float) -> float:
    return float(np.log(abar_t) - np.log1p(-abar_t)) / 2
