"""A tiny `loop`."""

import numpy as np

from gen.render.loop import Loop


def figure(count: int = 3, seed: int = 3) -> Loop:
    """Static."""
    rng = np.random.default_rng(seed)
    return Loop(frames=rng.integers(0, 256, (count, 12, 16, 4), dtype=np.uint8))
