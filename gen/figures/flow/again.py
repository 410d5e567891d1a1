"""The same particles, led by a flow, and by one that was taught again on the first one's paths."""

from gen.figures.flow import _ways
from gen.figures.flow._models import again, line
from gen.render.points import Points


def figure(n: int = 30) -> Points:
    """60 steps of Euler's method for the flow, and for the one after reflow.

    Sec. 2.1 of Liu et al. 2022 (arXiv:2209.03003).
    """
    ways = {"taught once": line, "taught again": again}
    return _ways.figure(ways, n, {"straight_again": _ways.straight(again)})
