"""Langevin dynamics: a step uphill, a kick, and again. What turns a score into samples.

The same call as the samplers on the way back (samplers.py), but `timesteps` may stay where they
are: then the noise level is held, and the particles settle into its distribution p_t.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser, eps_hat
from gen.diffusion.samplers import Step
from gen.diffusion.spacing import abar_at


def langevin(
    denoise: Denoiser,
    x: npt.ArrayLike,
    timesteps: npt.ArrayLike,
    abar: npt.ArrayLike,
    rng: np.random.Generator,
    size: float = 0.5,
    temperature: float = 1.0,
) -> Iterator[Step]:
    """x ← x + ε/2 ∇ln p_t(x) + √(ε τ) z, with ε = size · (1−ᾱ_t) and the temperature τ.

    Algorithm 1 of Song & Ermon 2019 (arXiv:1907.05600), whose α is ε and whose τ is 1: where the
    timesteps fall, it is their annealed Langevin dynamics. As ∇ln p_t(x) = −ε̂/√(1−ᾱ_t), a step
    takes out a part of the noise that is believed to be there, and puts fresh noise in.

    Nothing is rejected ("unadjusted"), so a step has a price. For p_t = N(m, v I), the particles
    settle at the variance τ v/(1 − ε/4v): τ v for small steps, more for long ones, and from ε = 4v
    on they fly apart. At τ = 0 they climb to a maximum of p_t and stay.

    x: what to begin with, (B, ...). timesteps: (N,), in 0 … T−1, never rising, possibly fractional.
    abar: alphas_cumprod (T,), in (0, 1). size: in (0, inf). temperature: in [0, inf). Yields N + 1
    `Step`s: the state before each step, and last the result (t = −1), which is spread as at the
    last level and not cleaner. Raises ValueError.
    """
    (x,) = check.alike(x=x)
    if x.ndim < 2:
        raise check.wrong("x", f"shape {x.shape}", "a batch (B, …)")
    timesteps = check.over_steps("timesteps", timesteps, "[0, inf)")
    if not np.all(np.diff(timesteps) <= 0):
        raise check.wrong("timesteps", check.shown(timesteps), "never rising")
    levels = abar_at(timesteps, abar).tolist()
    rng = check.generator("rng", rng)
    size = check.number("size", size, "(0, inf)")
    temperature = check.number("temperature", temperature, "[0, inf)")

    def steps(x: Array) -> Iterator[Step]:
        for i, (t, abar_t) in enumerate(zip(timesteps.tolist(), levels, strict=True)):
            x0_hat = denoise(x, abar_t)
            step = Step(i, t, x, x0_hat, eps_hat(x, abar_t, x0_hat))
            yield step
            x = stride(step, size * (1 - abar_t), abar_t, temperature, rng)
        yield Step(len(levels), -1.0, x, x, np.zeros_like(x))

    return steps(x)


def stride(
    step: Step, epsilon: float, abar_t: float, temperature: float, rng: np.random.Generator
) -> Array:
    """One step: uphill, and a kick."""
    uphill = epsilon / 2 * score(step.xt, abar_t, step.x0_hat)
    kick = np.sqrt(epsilon * temperature) * rng.standard_normal(step.xt.shape)
    return step.xt + uphill + kick


def score(xt: Array, abar_t: float, x0_hat: Array) -> Array:
    """∇ln p_t(x) = (√ᾱ x0_hat − x_t)/(1−ᾱ), the score that goes with a guess at x0; 0 where ᾱ = 1.

    Eq. 3 of Karras et al. 2022 (arXiv:2206.00364) in our scale, and exact where the guess is: then
    it is Tweedie's formula. Returns xt's shape.
    """
    if abar_t == 1:
        return np.zeros_like(xt)
    return (np.sqrt(abar_t) * x0_hat - xt) / (1 - abar_t)


def settled(variance: float, epsilon: float, temperature: float = 1.0) -> float:
    """τ v/(1 − ε/4v): the variance at which Langevin particles settle on N(m, v I).

    A step is x − m ← (1 − ε/2v)(x − m) + √(ε τ) z, which leaves a variance as it is if it is this
    one. What is more than τ v is the bias of steps that are not infinitely short.
    variance: v in (0, inf). epsilon: in (0, 4v). temperature: in [0, inf). Raises ValueError.
    """
    v = check.number("variance", variance, "(0, inf)")
    epsilon = check.number("epsilon", epsilon, f"(0, {4 * v})")
    return check.number("temperature", temperature, "[0, inf)") * v / (1 - epsilon / (4 * v))
