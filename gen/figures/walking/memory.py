"""The exact denoiser of 40 points gives back the 40 points; that of the mixture makes new ones."""

import numpy as np

from gen.diffusion.check import Array
from gen.diffusion.denoisers import exact
from gen.figures.walking._walk import counted, ddpm, states
from gen.live.plane import plane
from gen.render.points import Group, Panel, Points

NEAR = 0.02  # a particle this near to one of the points is a copy of it


def figure(name: str = "moons", known: int = 40, n: int = 1200, seed: int = 1) -> Points:
    """The same static, walked back with the best guess for two answers to "what is the truth?".

    Left, that the truth is `known` points and nothing else (Eq. 57 of Karras et al. 2022,
    arXiv:2206.00364); right, that it is the distribution that they were drawn from. `numbers`:
    which part of the particles end within NEAR of one of the points.
    """
    truth = plane(name).truth
    points = truth.sample(known, np.random.default_rng(3))
    walks = [states(ddpm(d, n, seed)) for d in (exact(points), truth.denoiser())]
    given = Group(np.repeat(points[None], len(walks[0]), axis=0), "truth")
    return Points(
        panels=[
            Panel([Group(walks[0], "signal"), given], f"exact for {known} points", "", "truth"),
            Panel([Group(walks[1], "signal"), given], "exact for the shape", "", "truth"),
        ],
        steps=counted(len(walks[0]) - 1),
        extent=2.6,
        numbers={
            "memory_points": known,
            "memory_copies": copies(walks[0][-1], points),
            "memory_mixture": copies(walks[1][-1], points),
            "memory_near": NEAR,
        },
    )


def copies(x: Array, points: Array) -> float:
    """Which part of x (N, 2) lies within NEAR of one of the points (K, 2)."""
    distance = np.linalg.norm(x[:, None] - points, axis=-1).min(axis=1)
    return float((distance < NEAR).mean())
