"""Ways from static to data between diffusion's arc and the straight line of flow matching.

    x_s = signal(s) x0 + noise(s) ε        s from 0 (clean) to 1 (static)

        the arc    signal = cos(πs/2), noise = sin(πs/2)    diffusion, with a cosine schedule
        the line   signal = 1 − s,     noise = s            flow matching

A `share` of 0 is the arc, 1 the line, and between them signal and noise are mixed in that share.
All such paths have the same ends. Albergo & Vanden-Eijnden 2022 (arXiv:2209.15571) call them
interpolants.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser, eps_hat
from gen.diffusion.flow import falling
from gen.diffusion.samplers import Step

QUARTER = np.pi / 2
ARC, LINE = 0.0, 1.0


def strengths(s: npt.ArrayLike, share: float) -> tuple[Array, Array]:
    """Signal and noise at s, in [0, 1], any shape. share: in [0, 1]. Raises ValueError."""
    s, share = check.within("s", s, "[0, 1]"), check.number("share", share, "[0, 1]")
    # sin of the rest of the way, and not cos: so that at s = 1 the arc's signal is exactly 0.
    signal = (1 - share) * np.sin(QUARTER * (1 - s)) + share * (1 - s)
    return signal, (1 - share) * np.sin(QUARTER * s) + share * s


def slopes(s: npt.ArrayLike, share: float) -> tuple[Array, Array]:
    """d signal/ds and d noise/ds. As `strengths`."""
    s, share = check.within("s", s, "[0, 1]"), check.number("share", share, "[0, 1]")
    d_signal = -(1 - share) * QUARTER * np.sin(QUARTER * s) - share
    return d_signal, (1 - share) * QUARTER * np.sin(QUARTER * (1 - s)) + share


def along(
    denoise: Denoiser, x: npt.ArrayLike, times: npt.ArrayLike, share: float
) -> Iterator[Step]:
    """x_next = x + (s_next − s)(signal′ x0_hat + noise′ ε̂): Euler's method, straight ahead.

    It knows nothing of the curve: each step goes on as the path points where it begins. The
    denoiser is asked about x/√(signal² + noise²), the scale that diffusion has.

    x: (B, ...), N(0, I) where times[0] is 1. times: (N,), decreasing, in (0, 1]; the last step
    ends at 0. share: in [0, 1]. Yields N + 1 `Step`s, their t is s. Raises ValueError, at once.
    """
    (x,) = check.alike(x=x)
    if x.ndim < 2:
        raise check.wrong("x", f"shape {x.shape}", "a batch (B, …)")
    times, share = falling("times", times), check.number("share", share, "[0, 1]")

    def steps(x: Array) -> Iterator[Step]:
        ends = [*times.tolist(), 0.0]
        for i, s in enumerate(times.tolist()):
            signal, noise = strengths(s, share)
            size = np.hypot(signal, noise)
            abar = float((signal / size) ** 2)
            x0_hat = denoise(x / size, abar)
            noise_hat = eps_hat(x / size, abar, x0_hat)
            yield Step(i, s, x, x0_hat, noise_hat)
            d_signal, d_noise = slopes(s, share)
            x = x + (ends[i + 1] - s) * (d_signal * x0_hat + d_noise * noise_hat)
        yield Step(len(times), 0.0, x, x, np.zeros_like(x))

    return steps(x)


def straightness(states: npt.ArrayLike) -> float:
    """How long paths are, in parts of the distance between their ends: 1 is straight.

    The sum of all lengths over the sum of all distances, of polylines. states: (F, B, D), F of
    at least 2. Returns a float ≥ 1. Raises ValueError.
    """
    (states,) = check.alike(states=states)
    if states.ndim != 3 or len(states) < 2:
        raise check.wrong("states", f"shape {states.shape}", "(F, B, D) with F of at least 2")
    distance = np.linalg.norm(states[-1] - states[0], axis=1).sum()
    if not distance:
        raise check.wrong("states", "paths that end where they begin", "paths that lead somewhere")
    return float(np.linalg.norm(np.diff(states, axis=0), axis=2).sum() / distance)
