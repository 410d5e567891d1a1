"""What the figures of this lesson share: samplers, what each asks, and how far it gets."""

from collections.abc import Sequence

import numpy as np

from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser
from gen.diffusion.spacing import trailing
from gen.figures.walking._quality import rooted_mmd
from gen.live.plane import Plane, plane
from gen.render.theme import Ink
from gen.train.tested import ABAR, SAMPLERS

COUNTS = (1, 2, 4, 8, 16, 32, 64)  # steps
# Of each line in the charts. Euler's method is DDIM, and has none of its own.
LINES: dict[str, tuple[Ink, tuple[float, ...]]] = {
    "ddpm": ("noise", (1.5, 2)),
    "ddim": ("guess", ()),
    "heun": ("truth", (7, 2, 1.5, 2)),
    "dpmpp_2m": ("signal", (5, 2)),
}
POINTS = 2500  # a side, when samples in the plane are compared with fresh ones
SEEDS = range(3)
FLOORS = range(2, 6)  # streams of fresh points to try, with every seed


def guesses(sampler: str, steps: int) -> int:
    """How often `sampler` asks a network on `steps` steps, counted."""
    asked = 0

    def denoise(xt: Array, abar_t: float) -> Array:
        nonlocal asked
        asked += 1
        return xt

    for _ in SAMPLERS[sampler](denoise, np.zeros((1, 2)), trailing(steps, ABAR), 0):
        pass
    return asked


def known() -> Plane:
    """The two moons, and the network that learned them."""
    return plane("moons")


def apart(denoise: Denoiser, sampler: str, timesteps: Array) -> float:
    """The MMD of what `sampler` draws to fresh points of the truth: the median of SEEDS."""
    found = []
    for seed, fresh in zip(SEEDS, truths(1), strict=True):
        x = np.random.default_rng(seed).standard_normal((POINTS, 2))
        *_, last = SAMPLERS[sampler](denoise, x, timesteps, seed)
        found.append(rooted_mmd(last.xt, fresh))
    return float(np.median(found))


def truths(stream: int) -> list[Array]:
    """Fresh points, (POINTS, 2) for each seed; streams do not depend on one another."""
    truth = known().truth
    return [truth.sample(POINTS, np.random.default_rng([seed, stream])) for seed in SEEDS]


def floor(streams: Sequence[int] = FLOORS) -> float:
    """The MMD of fresh points to fresh points: the largest of all that is tried.

    An unbiased MMD² is as often below 0 as above, so a median of its root would say nothing."""
    fresh = truths(1)
    return max(rooted_mmd(x, y) for s in streams for x, y in zip(truths(s), fresh, strict=True))
