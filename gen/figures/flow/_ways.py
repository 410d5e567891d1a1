"""Two models' paths from the same static to the moons, beside each other."""

from collections.abc import Mapping

import numpy as np

from gen.diffusion.check import Array
from gen.diffusion.paths import straightness
from gen.figures.flow._models import TRUTH, Walk, inside, states
from gen.render.figure import Steps
from gen.render.points import Group, Panel, Points

STEPS = 60
MEASURED = 2000  # paths


def static() -> Array:
    """Where all begin, (MEASURED, 2)."""
    return np.random.default_rng(4).standard_normal((MEASURED, 2))


def figure(ways: Mapping[str, Walk], n: int, numbers: dict[str, float]) -> Points:
    """`n` of the particles that begin in sight, with each of the ways by its label."""
    x = inside(static(), n, 2.1)
    cloud = np.repeat(TRUTH.sample(260, np.random.default_rng(0))[None], STEPS + 1, axis=0)
    return Points(
        panels=[
            Panel(
                [Group(cloud, "truth"), Group(states(way(x, STEPS)), "guess", "paths")],
                label,
                "",
                "guess",
            )
            for label, way in ways.items()
        ],
        steps=Steps(range(STEPS + 1), start=STEPS, per_second=15),
        extent=2.2,
        numbers=numbers,
    )


def straight(walk: Walk) -> float:
    """The length of its paths over the distance of their ends: see `straightness`."""
    return straightness(states(walk(static(), STEPS)))
