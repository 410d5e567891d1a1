"""The lab: a drawing, drowned and led back."""

from gen.live.lab import lab
from gen.render.live import Live


def figure() -> Live:
    """The demo `lab` with its result at the defaults."""
    return Live(demo=lab)
