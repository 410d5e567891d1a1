"""Two steps of a teacher as one: the guess that a student has to make.

    abar_t, abar_next   ᾱ where a step begins and where it ends, (B,): one for each of the batch

A step of DDIM is decided by its guess alone. So, the other way round, any step has one guess that
would have made it. A student that learns this guess for two steps of its teacher needs half as
many.
"""

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.diffusion.check import Array


def ddim_step(
    xt: npt.ArrayLike, x0_hat: npt.ArrayLike, abar_t: npt.ArrayLike, abar_next: npt.ArrayLike
) -> Array:
    """x_next = α_next x0_hat + (σ_next/σ_t)(x_t − α_t x0_hat), where α = √ᾱ, σ = √(1−ᾱ).

    Eq. 8 of Salimans & Ho 2022 (arXiv:2202.00512): Eq. 12 of Song et al. 2020 (arXiv:2010.02502)
    without new noise. xt, x0_hat: (B, ...). abar_t: (B,), in [0, 1). abar_next: (B,), in [0, 1].
    Returns xt's shape. Raises ValueError.
    """
    xt, x0_hat = check.alike(xt=xt, x0_hat=x0_hat)
    a, b = _levels(xt, abar_t, abar_next)
    return np.sqrt(b) * x0_hat + np.sqrt((1 - b) / (1 - a)) * (xt - np.sqrt(a) * x0_hat)


def one_for_two(
    xt: npt.ArrayLike, x_next: npt.ArrayLike, abar_t: npt.ArrayLike, abar_next: npt.ArrayLike
) -> Array:
    """x̃ = (x_next − (σ_next/σ_t) x_t)/(α_next − (σ_next/σ_t) α_t): `ddim_step` leads to x_next.

    Algorithm 2 of Salimans & Ho 2022 (arXiv:2202.00512), where x_next is where two steps of the
    teacher lead. At ᾱ_next = 1 it is x_next itself. xt, x_next: (B, ...). abar_t: (B,), in [0, 1).
    abar_next: (B,), in [0, 1], above abar_t. Returns xt's shape. Raises ValueError.
    """
    xt, x_next = check.alike(xt=xt, x_next=x_next)
    a, b = _levels(xt, abar_t, abar_next)
    if not np.all(b > a):
        raise check.wrong("abar_next", f"{check.shown(abar_next)}", "above abar_t everywhere")
    left = np.sqrt((1 - b) / (1 - a))
    return (x_next - left * xt) / (np.sqrt(b) - left * np.sqrt(a))


def _levels(xt: Array, abar_t: npt.ArrayLike, abar_next: npt.ArrayLike) -> tuple[Array, Array]:
    """Both as (B, 1, …, 1)."""
    found = []
    for name, value, interval in (("abar_t", abar_t, "[0, 1)"), ("abar_next", abar_next, "[0, 1]")):
        level = check.over_steps(name, value, interval)
        if xt.ndim < 2 or len(level) != len(xt):
            raise check.wrong(name, f"shape {level.shape}", f"(B,) for xt of shape {xt.shape}")
        found.append(level.reshape(len(xt), *[1] * (xt.ndim - 1)))
    return found[0], found[1]
