"""The forward process in the reader's own hands: any picture, any schedule."""

from gen.live.forward import forward
from gen.render.live import Live


def figure() -> Live:
    """The demo `forward` with its result at the defaults."""
    return Live(demo=forward)
