"""Flow matching: the same mixing of data and static, along a straight line.

    x_t = (1 − t) x0 + t ε        t from 0 (clean) to 1 (static)
    u   = dx_t/dt = ε − x0        the velocity, which a network is asked for

Eq. 1 of Liu et al. 2022 (arXiv:2209.03003, "rectified flow") and Sec. 4.1, Example II, of Lipman
et al. 2022 (arXiv:2210.02747) with σ_min = 0; in both, time runs the other way.

Diffusion mixes x_t = √ᾱ x0 + √(1−ᾱ) ε. Both have the same ratio of signal to noise where

    t = √(1−ᾱ)/(√ᾱ + √(1−ᾱ)),        and there   x_flow = x_diffusion/(√ᾱ + √(1−ᾱ))

so a denoiser is a velocity, and the other way round: `from_denoiser`, `to_denoiser`. A velocity has
the call u = velocity(x, t), x (B, ...), one t in [0, 1].
"""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser, eps_hat
from gen.diffusion.samplers import Step

Velocity = Callable[[Array, float], Array]


def between(x0: npt.ArrayLike, eps: npt.ArrayLike, t: npt.ArrayLike) -> Array:
    """x_t = (1 − t) x0 + t ε: on the straight line from the data to its static.

    Eq. 1 of Liu et al. 2022 (arXiv:2209.03003). x0, eps: (B, ...). t: one number or (B,), in
    [0, 1]. Returns x0's shape. Raises ValueError.
    """
    x0, eps = check.alike(x0=x0, eps=eps)
    t = check.within("t", t, "[0, 1]")
    if t.ndim and t.shape != x0.shape[:1]:
        raise check.wrong("t", f"shape {t.shape}", f"one number or of shape {x0.shape[:1]}")
    t = t.reshape(t.shape + (1,) * (x0.ndim - 1) * t.ndim)
    return (1 - t) * x0 + t * eps


def x0_from_u(xt: npt.ArrayLike, t: npt.ArrayLike, u: npt.ArrayLike) -> Array:
    """x0 = x_t − t u: back along the line to its clean end.

    `between` solved with u = ε − x0. xt, u: (B, ...). t: one number in [0, 1]. Returns xt's
    shape. Raises ValueError.
    """
    xt, u = check.alike(xt=xt, u=u)
    return xt - check.number("t", t, "[0, 1]") * u


def eps_from_u(xt: npt.ArrayLike, t: npt.ArrayLike, u: npt.ArrayLike) -> Array:
    """ε = x_t + (1 − t) u: on along the line to its other end.

    `between` solved with u = ε − x0. xt, u: (B, ...). t: one number in [0, 1]. Returns xt's
    shape. Raises ValueError.
    """
    xt, u = check.alike(xt=xt, u=u)
    return xt + (1 - check.number("t", t, "[0, 1]")) * u


def time_of(abar: npt.ArrayLike) -> Array:
    """t = √(1−ᾱ)/(√ᾱ + √(1−ᾱ)): the flow's time with as much noise for its signal.

    abar: in [0, 1], any shape. Returns the same shape. Raises ValueError.
    """
    abar = check.within("abar", abar, "[0, 1]")
    return np.sqrt(1 - abar) / (np.sqrt(abar) + np.sqrt(1 - abar))


def abar_of(t: npt.ArrayLike) -> Array:
    """ᾱ = (1 − t)²/((1 − t)² + t²): the inverse of `time_of`.

    t: in [0, 1], any shape. Returns the same shape. Raises ValueError.
    """
    t = check.within("t", t, "[0, 1]")
    return (1 - t) ** 2 / ((1 - t) ** 2 + t**2)


def from_denoiser(denoise: Denoiser) -> Velocity:
    """u = ε̂ − x0_hat, asked about x/√((1−t)² + t²), which has the scale that diffusion has.

    This is the marginal velocity E[ε − x0 | x_t] if the denoiser is exact: Eq. 8 of Lipman et al.
    2022 (arXiv:2210.02747). Returns a velocity.
    """

    def velocity(x: Array, t: float) -> Array:
        abar_t, size = float(abar_of(t)), np.hypot(1 - t, t)
        x0_hat = denoise(x / size, abar_t)
        return eps_hat(x / size, abar_t, x0_hat) - x0_hat

    return velocity


def to_denoiser(velocity: Velocity) -> Denoiser:
    """x0_hat = x − t u at x = x_t/(√ᾱ + √(1−ᾱ)): any sampler of diffusion may ask a flow."""

    def denoise(xt: Array, abar_t: float) -> Array:
        t, x = float(time_of(abar_t)), xt / (np.sqrt(abar_t) + np.sqrt(1 - abar_t))
        return x0_from_u(x, t, velocity(x, t))

    return denoise


def learned(predict: Callable[[Array, Array], npt.ArrayLike]) -> Velocity:
    """What a network says that was asked for u; it is told ᾱ for t, as all are in gen/nets/mlp.py.

    predict: (x_t (B, ...), ᾱ (B,)) → u (B, ...).
    """
    return lambda x, t: np.asarray(predict(x, np.full(len(x), abar_of(t))), dtype=np.float64)


def euler(velocity: Velocity, x: npt.ArrayLike, times: npt.ArrayLike) -> Iterator[Step]:
    """x_next = x + (t_next − t) u: as far along the velocity as the next time is away.

    Euler's method for dx/dt = u, as in Liu et al. 2022 (arXiv:2209.03003). At the times
    `time_of(ᾱ)` it takes the very steps of DDIM, rescaled.

    x: (B, ...), N(0, I) where times[0] is 1. times: (N,), decreasing, in (0, 1]; the last step
    ends at 0. Yields N + 1 `Step`s as all samplers do, but their t is the flow's, and the last
    one's is 0. Raises ValueError, at once.
    """
    (x,) = check.alike(x=x)
    if x.ndim < 2:
        raise check.wrong("x", f"shape {x.shape}", "a batch (B, …)")
    times = falling("times", times)

    def steps(x: Array) -> Iterator[Step]:
        ends = [*times.tolist(), 0.0]
        for i, t in enumerate(times.tolist()):
            u = velocity(x, t)
            yield Step(i, t, x, x0_from_u(x, t, u), eps_from_u(x, t, u))
            x = x + (ends[i + 1] - t) * u
        yield Step(len(times), 0.0, x, x, np.zeros_like(x))

    return steps(x)


def even(steps: int) -> Array:
    """1, 1 − 1/N, … 1/N: N times, evenly from static. Raises ValueError."""
    steps = check.count("steps", steps)
    return np.arange(steps, 0, -1) / steps


def falling(name: str, times: npt.ArrayLike) -> Array:
    """`times` as float64 (N,), decreasing and in (0, 1]. Raises ValueError."""
    times = check.over_steps(name, times, "(0, 1]")
    if not np.all(np.diff(times) < 0):
        raise check.wrong(name, check.shown(times), "decreasing")
    return times
