"""Sampler, steps and spacing in the reader's own hands, with what they cost."""

from gen.live.cost import CROWDED, PARTICLES, cost
from gen.render.live import Live


def figure() -> Live:
    """The demo `cost` with its result at the defaults."""
    return Live(demo=cost, numbers={"judged": PARTICLES, "power": f"{CROWDED:g}"})
