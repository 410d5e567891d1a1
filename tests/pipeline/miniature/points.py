"""A tiny `points`."""

import numpy as np

from gen.render.figure import Steps
from gen.render.points import Group, Panel, Points


def figure(n: int = 50, seed: int = 1) -> Points:
    """Dots that jump about."""
    xy = np.random.default_rng(seed).standard_normal((4, n, 2))
    panels = [Panel([Group(xy, "signal")], "dots")]
    return Points(panels=panels, steps=Steps(labels=range(4)), aspect=0.1)
