"""The same moons, small and off to the side: there the line is the straighter way."""

import numpy as np

from gen.diffusion import flow, paths
from gen.diffusion.check import Array
from gen.diffusion.mixture import Mixture
from gen.figures.flow._models import TRUTH, inside, states
from gen.render.figure import Steps
from gen.render.points import Group, Panel, Points

SHARES = {"arc": paths.ARC, "line": paths.LINE}
SIZE, SHIFT = 0.5, 3.0
MIDDLE = np.array([0.95, 0.0])  # of what is shown


def figure(
    n: int = 36, steps: int = 60, measured: int = 600, few: int = 4, seed: int = 3
) -> Points:
    """The exact denoiser's paths on the arc and on the line, by Euler's method in `steps` steps.

    `numbers`, over `measured` paths, for these moons and for those of the other figures (with a
    mean of 0 and a variance of 1): length over distance, and the root of the mean squared distance
    between the ends that `few` steps and four times `steps` steps have.
    """
    x = np.random.default_rng(seed).standard_normal((measured, 2))
    aside = Mixture(SIZE * TRUTH.means + [SHIFT, 0], SIZE * TRUTH.deviation)
    numbers: dict[str, float] = {}
    shown: dict[str, Array] = {}
    for where, truth in (("centred", TRUTH), ("aside", aside)):
        denoise = truth.denoiser()
        for key, share in SHARES.items():
            walk = states(paths.along(denoise, x, flow.even(steps), share))
            fine = states(paths.along(denoise, x, flow.even(4 * steps), share))[-1]
            rough = states(paths.along(denoise, x, flow.even(few), share))[-1]
            numbers[f"{where}_{key}_straight"] = paths.straightness(walk)
            off = ((rough - fine) ** 2).sum(axis=1).mean()
            numbers[f"{where}_{key}_off"] = float(np.sqrt(off))
    for key, share in SHARES.items():
        way = paths.along(aside.denoiser(), inside(x, n, 2.1), flow.even(steps), share)
        shown[key] = states(way) - MIDDLE
    cloud = aside.sample(260, np.random.default_rng(0)) - MIDDLE
    ground = np.repeat(cloud[None], steps + 1, axis=0)
    labels = {"arc": "on the arc", "line": "on the line"}
    return Points(
        panels=[
            Panel(
                [Group(ground, "truth"), Group(shown[key], "signal", "paths")], label, "", "signal"
            )
            for key, label in labels.items()
        ],
        steps=Steps(range(steps + 1), start=steps, per_second=15),
        extent=3.3,
        numbers={"few": few, "aside_size": SIZE, "aside_shift": SHIFT, **numbers},
    )
