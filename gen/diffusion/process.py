"""The forward process q, which turns data into noise, and what follows from it in closed form.

    x0   data, (B, ...) or any shape, pictures in [−1, 1]      eps  ε ~ N(0, I), x0's shape
    xt   x_t, what x0 has become after step t                  v    v, the velocity (see below)
    t    0 … T−1: one int for everything, or (B,) ints, one for each item of a batch
    abar alphas_cumprod (T,), ᾱ                                betas (T,), β

Equation numbers are those of Ho et al. 2020, "DDPM" (arXiv:2006.11239), whose t is t + 1 here:
index 0 is the state after *one* step. v is from Salimans & Ho 2022 (arXiv:2202.00512), whose α_t
is √ᾱ_t here and whose σ_t is √(1−ᾱ_t).

All results are float64. All functions raise ValueError, naming the argument, if shapes do not fit,
if t is not in 0 … T−1, if an array is not finite everywhere, or if β or ᾱ is out of its range.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.diffusion.check import Array, Timestep
from gen.diffusion.schedules import alphas_cumprod


def q_sample(x0: npt.ArrayLike, t: Timestep, eps: npt.ArrayLike, abar: npt.ArrayLike) -> Array:
    """x_t in one shot: x_t = √ᾱ_t x0 + √(1−ᾱ_t) ε, a sample of q(x_t | x0).

    Eq. 4 of Ho et al. 2020 (arXiv:2006.11239). x0, eps: (B, ...). t: int or (B,). abar: (T,), in
    [0, 1]. Returns x0's shape. Raises ValueError.
    """
    x0, eps = check.alike(x0=x0, eps=eps)
    abar = check.over_steps("abar", abar, "[0, 1]")
    abar_t = check.at(abar, t, x0)
    return np.sqrt(abar_t) * x0 + np.sqrt(1 - abar_t) * eps


def q_step(x_prev: npt.ArrayLike, t: Timestep, eps: npt.ArrayLike, betas: npt.ArrayLike) -> Array:
    """One step of the chain: x_t = √(1−β_t) x_{t−1} + √β_t ε, a sample of q(x_t | x_{t−1}).

    Eq. 2 of Ho et al. 2020 (arXiv:2006.11239). x_prev, eps: (B, ...); at t = 0, x_prev is x0.
    t: int or (B,). betas: (T,), in (0, 1). Returns x_prev's shape. Raises ValueError.
    """
    x_prev, eps = check.alike(x_prev=x_prev, eps=eps)
    betas = check.over_steps("betas", betas, "(0, 1)")
    beta_t = check.at(betas, t, x_prev)
    return np.sqrt(1 - beta_t) * x_prev + np.sqrt(beta_t) * eps


def q_chain(x0: npt.ArrayLike, betas: npt.ArrayLike, rng: np.random.Generator) -> Iterator[Array]:
    """x_1, x_2 … x_T, each made from the one before with fresh noise.

    Eq. 2 of Ho et al. 2020 (arXiv:2006.11239). Lazy: a step is taken when it is asked for, but
    wrong input is an error at once. Each array is the state that the next one is made from, so copy
    it before changing it. x0: (B, ...). betas: (T,), in (0, 1). rng: draws the noise.
    Returns an iterator over T arrays of x0's shape. Raises ValueError.
    """
    (x,) = check.alike(x0=x0)
    betas = check.over_steps("betas", betas, "(0, 1)")
    rng = check.generator("rng", rng)

    def steps(x: Array) -> Iterator[Array]:
        for t in range(len(betas)):
            x = q_step(x, t, rng.standard_normal(x.shape), betas)
            yield x

    return steps(x)


def q_posterior(
    x0: npt.ArrayLike, xt: npt.ArrayLike, t: Timestep, betas: npt.ArrayLike
) -> tuple[Array, Array]:
    """Mean and variance of q(x_{t−1} | x_t, x0): one step back, if x0 is known.

        mean      μ̃_t = √ᾱ_{t−1} β_t/(1−ᾱ_t) x0 + √α_t (1−ᾱ_{t−1})/(1−ᾱ_t) x_t
        variance  β̃_t = (1−ᾱ_{t−1})/(1−ᾱ_t) β_t

    Eqs. 6 and 7 of Ho et al. 2020 (arXiv:2006.11239). At t = 0, where ᾱ_{t−1} = 1, the mean is x0
    (to rounding) and the variance 0. x0, xt: (B, ...). t: int or (B,). betas: (T,), in (0, 1).
    Returns the mean, of x0's shape, and the variance, which broadcasts over it: 0-d for an int t,
    (B, 1, …, 1) for t (B,). Raises ValueError.
    """
    x0, xt = check.alike(x0=x0, xt=xt)
    betas = check.over_steps("betas", betas, "(0, 1)")
    abar = check.within("alphas_cumprod(betas)", alphas_cumprod(betas), "[0, 1)")
    beta_t = check.at(betas, t, x0)
    abar_t = check.at(abar, t, x0)
    abar_prev = check.at(np.concatenate([[1.0], abar[:-1]]), t, x0)  # ᾱ_{t−1}

    posterior_mean_coef1 = np.sqrt(abar_prev) * beta_t / (1 - abar_t)
    posterior_mean_coef2 = np.sqrt(1 - beta_t) * (1 - abar_prev) / (1 - abar_t)
    posterior_variance = (1 - abar_prev) / (1 - abar_t) * beta_t
    return posterior_mean_coef1 * x0 + posterior_mean_coef2 * xt, posterior_variance


def x0_from_eps(xt: npt.ArrayLike, t: Timestep, eps: npt.ArrayLike, abar: npt.ArrayLike) -> Array:
    """x0 = (x_t − √(1−ᾱ_t) ε)/√ᾱ_t, the guess at x0 that goes with a guess at ε.

    Eq. 15 of Ho et al. 2020 (arXiv:2006.11239), which is Eq. 4 solved for x0. xt, eps: (B, ...).
    t: int or (B,). abar: (T,), in (0, 1]. Returns xt's shape. Raises ValueError.
    """
    xt, eps = check.alike(xt=xt, eps=eps)
    abar = check.over_steps("abar", abar, "(0, 1]")
    abar_t = check.at(abar, t, xt)
    return (xt - np.sqrt(1 - abar_t) * eps) / np.sqrt(abar_t)


def eps_from_x0(xt: npt.ArrayLike, t: Timestep, x0: npt.ArrayLike, abar: npt.ArrayLike) -> Array:
    """ε = (x_t − √ᾱ_t x0)/√(1−ᾱ_t), the noise that goes with a guess at x0.

    Eq. 4 of Ho et al. 2020 (arXiv:2006.11239) solved for ε. xt, x0: (B, ...). t: int or (B,).
    abar: (T,), in [0, 1). Returns xt's shape. Raises ValueError.
    """
    xt, x0 = check.alike(xt=xt, x0=x0)
    abar = check.over_steps("abar", abar, "[0, 1)")
    abar_t = check.at(abar, t, xt)
    return (xt - np.sqrt(abar_t) * x0) / np.sqrt(1 - abar_t)


def v_from_x0_eps(x0: npt.ArrayLike, t: Timestep, eps: npt.ArrayLike, abar: npt.ArrayLike) -> Array:
    """v = √ᾱ_t ε − √(1−ᾱ_t) x0: x_t and v are (x0, ε) turned by an angle φ_t = arccos √ᾱ_t.

    Sec. 4 and App. D of Salimans & Ho 2022 (arXiv:2202.00512). x0, eps: (B, ...). t: int or (B,).
    abar: (T,), in [0, 1]. Returns x0's shape. Raises ValueError.
    """
    x0, eps = check.alike(x0=x0, eps=eps)
    abar = check.over_steps("abar", abar, "[0, 1]")
    abar_t = check.at(abar, t, x0)
    return np.sqrt(abar_t) * eps - np.sqrt(1 - abar_t) * x0


def x0_from_v(xt: npt.ArrayLike, t: Timestep, v: npt.ArrayLike, abar: npt.ArrayLike) -> Array:
    """x0 = √ᾱ_t x_t − √(1−ᾱ_t) v: nothing is divided, so it holds at both ends.

    Sec. 4 and App. D of Salimans & Ho 2022 (arXiv:2202.00512). xt, v: (B, ...). t: int or (B,).
    abar: (T,), in [0, 1]. Returns xt's shape. Raises ValueError.
    """
    xt, v = check.alike(xt=xt, v=v)
    abar = check.over_steps("abar", abar, "[0, 1]")
    abar_t = check.at(abar, t, xt)
    return np.sqrt(abar_t) * xt - np.sqrt(1 - abar_t) * v


def eps_from_v(xt: npt.ArrayLike, t: Timestep, v: npt.ArrayLike, abar: npt.ArrayLike) -> Array:
    """ε = √(1−ᾱ_t) x_t + √ᾱ_t v: nothing is divided, so it holds at both ends.

    App. D of Salimans & Ho 2022 (arXiv:2202.00512). xt, v: (B, ...). t: int or (B,). abar: (T,),
    in [0, 1]. Returns xt's shape. Raises ValueError.
    """
    xt, v = check.alike(xt=xt, v=v)
    abar = check.over_steps("abar", abar, "[0, 1]")
    abar_t = check.at(abar, t, xt)
    return np.sqrt(1 - abar_t) * xt + np.sqrt(abar_t) * v
