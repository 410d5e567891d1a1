"""The way back in the reader's own hands: any distribution, denoiser, sampler, steps, seed."""

from gen.live.walk import walk
from gen.render.live import Live


def figure() -> Live:
    """The demo `walk` with its result at the defaults."""
    return Live(demo=walk)
