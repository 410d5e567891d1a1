"""The same in the plane: a class is told, and steers particles that begin in the same places."""

import numpy as np

from gen.diffusion import samplers
from gen.diffusion.check import Array
from gen.diffusion.mixture import Mixture
from gen.diffusion.spacing import trailing
from gen.live.plane import plane
from gen.render.figure import Steps
from gen.render.points import Group, Panel, Points
from gen.train.tested import ABAR


def figure(n: int = 700, steps: int = 40, seed: int = 7) -> Points:
    """`n` particles led back by DDIM from one static: told nothing, "above", "below".

    The exact denoiser of a class is that of the half of the mixture which it names.
    """
    truth = plane("moons").truth
    above = upper(truth.means)
    told = {
        "told nothing": truth,
        "told “the upper one”": Mixture(truth.means[above], truth.deviation),
        "told “the lower one”": Mixture(truth.means[~above], truth.deviation),
    }
    x = np.random.default_rng(seed).standard_normal((n, 2))
    timesteps = trailing(steps, ABAR)
    panels = []
    for label, mixture in told.items():
        walk = samplers.ddim(mixture.denoiser(), x, timesteps, ABAR)
        panels.append(Panel([Group(np.stack([step.xt for step in walk]), "signal")], label, "x_t"))
    return Points(
        panels=panels,
        steps=Steps(range(steps + 1), start=steps, per_second=10),
        extent=2.6,
        numbers={"plane_points": n},
    )


def upper(means: Array) -> np.ndarray:
    """Which centres belong to the upper moon: the ends of the two moons are their only near points,
    so the two are told apart by growing one of them from its highest point, (K,)."""
    inside = np.zeros(len(means), bool)
    front = [int(means[:, 1].argmax())]
    reach = 3 * np.sort(np.linalg.norm(means - means[front[0]], axis=1))[1]
    while front:
        inside[front] = True
        gap = np.linalg.norm(means[:, None] - means[front], axis=2).min(axis=1)
        front = np.flatnonzero((gap < reach) & ~inside).tolist()
    return inside
