"""The same particles on the paths of two models, from static to two moons.

In five seconds a reader must see: from the same places to the same ends, both kinds of paths are
bent, and those of flow matching, which is taught straight lines, no less.
"""

import numpy as np

from gen.figures.flow import _ways
from gen.figures.flow._models import batches, ddim, end, line
from gen.render.points import Points
from gen.train.built.flow import PARTNERS


def figure(n: int = 30) -> Points:
    """60 steps of DDIM, and of Euler's method for the flow.

    Song et al. 2020 (arXiv:2010.02502), Eq. 12; Liu et al. 2022 (arXiv:2209.03003), Eq. 1.
    `numbers`: the length of many such paths over the distance of their ends, and the median
    distance between the ends of the two models.
    """
    x = _ways.static()
    apart = np.linalg.norm(end(ddim(x, _ways.STEPS)) - end(line(x, _ways.STEPS)), axis=1)
    numbers = {
        "straight_arc": _ways.straight(ddim),
        "straight_line": _ways.straight(line),
        "same_end": float(np.median(apart)),
        "paths": _ways.MEASURED,
        "lines_shown": n,
        "partners": PARTNERS,
        "batches": batches(),
    }
    told = "{}: {:.2f} times the straight way"
    ways = {
        told.format("diffusion", numbers["straight_arc"]): ddim,
        told.format("flow matching", numbers["straight_line"]): line,
    }
    return _ways.figure(ways, n, numbers)
