"""From the arc to the line in the reader's own hands."""

from gen.live.morph import morph
from gen.render.live import Live


def figure() -> Live:
    """The demo `morph` with its result at the defaults."""
    return Live(demo=morph)
