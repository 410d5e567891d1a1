"""1,200 particles on their way from static to two moons, exact and learned beside each other.

In five seconds a reader must see: a cloud of static falls into the shape that was chosen, and a
network that has learned steers it nearly as well as mathematics that knows the answer.
"""

from dataclasses import replace

import numpy as np

from gen.figures.walking import _quality, _walk
from gen.live.plane import plane
from gen.render.points import Points


def figure(n: int = 1200, seed: int = 1) -> Points:
    """60 steps of DDPM: see _walk.py. `numbers` also say how all distributions are measured."""
    walk = _walk.figure("moons", n, seed)
    most = float(walk.numbers["moons_swd_bar"])
    found = _quality.noticed(plane("moons").truth, most, np.arange(10, 60, 5) / 100)
    how = {**_quality.about(), "blur_noticed": found}
    return replace(walk, numbers={**walk.numbers, **how})
