"""A tiny `frames`: uses the mathematics."""

import numpy as np

from gen.diffusion import schedules
from gen.render.figure import Steps
from gen.render.frames import Frames, Panel


def figure(T: int = 5, seed: int = 2) -> Frames:
    """Noise that grows."""
    eps = np.random.default_rng(seed).standard_normal((T, 8, 8, 3))
    noise = schedules.noise(schedules.alphas_cumprod(schedules.short("cosine", T)))
    return Frames(
        panels=[Panel(eps * noise[:, None, None, None], "noise")],
        steps=Steps(labels=range(1, T + 1)),
    )
