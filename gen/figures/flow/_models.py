"""The three networks of this lesson, and how each walks from static to the moons.

They have one form and learned from as many batches of one size: for diffusion's v along the arc
(gen/train/built/plane.py), and for the flow's u along lines (gen/train/built/flow.py), from
strangers and from partners.
"""

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from gen.data import points
from gen.diffusion import flow, paths, samplers, schedules
from gen.diffusion.check import Array
from gen.diffusion.flow import Velocity
from gen.diffusion.samplers import Step
from gen.diffusion.spacing import trailing
from gen.live.plane import plane
from gen.nets import mlp, safetensors

NAME = "moons"
FOLDER = Path(__file__).parents[2] / "weights" / "flow"
WEIGHTS = {name: FOLDER / name / "weights.safetensors" for name in (NAME, NAME + "_again")}
ABAR = schedules.alphas_cumprod(schedules.cosine(1000))
TRUTH = points.distribution(NAME)
Walk = Callable[[Array, int], Iterator[Step]]  # (static, number of steps) → the way back


@functools.cache
def velocity(name: str = NAME) -> Velocity:
    """What the network of that name says."""
    return flow.learned(mlp.predict(safetensors.load(WEIGHTS[name])))


def ddim(x: Array, steps: int) -> Iterator[Step]:
    """Diffusion's network, with the sampler that knows the arc: as good as lines, see flow.py."""
    return samplers.ddim(plane(NAME).learned(), x, trailing(steps, ABAR), ABAR)


def arc(x: Array, steps: int) -> Iterator[Step]:
    """Diffusion's network, by Euler's method: straight ahead from each point of the arc."""
    return paths.along(plane(NAME).learned(), x, flow.even(steps), paths.ARC)


def line(x: Array, steps: int) -> Iterator[Step]:
    """The network of the flow, by Euler's method."""
    return flow.euler(velocity(), x, flow.even(steps))


def again(x: Array, steps: int) -> Iterator[Step]:
    """The one that was taught again, by Euler's method."""
    return flow.euler(velocity(NAME + "_again"), x, flow.even(steps))


def states(walk: Iterator[Step]) -> Array:
    """Where the particles are before each step, and in the end: (F, N, 2)."""
    return np.stack([step.xt for step in walk])


def end(walk: Iterator[Step]) -> Array:
    """Where they are in the end, (N, 2)."""
    *_, last = walk
    return last.xt


def inside(x: Array, n: int, within: float) -> Array:
    """The first `n` particles of x (N, 2) that are within that distance of 0 along both axes."""
    return x[np.abs(x).max(axis=1) < within][:n]


def batches() -> int:
    """From how many batches the flow has learned."""
    return int(safetensors.about(WEIGHTS[NAME])["steps"])
