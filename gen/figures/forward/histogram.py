"""The values of a photograph's pixels on their way to the bell curve."""

import numpy as np

from gen.data import photograph
from gen.diffusion import schedules
from gen.diffusion.process import q_sample
from gen.render.loop import Loop
from gen.render.theme import MIDDLE, rgb

SAMPLING = 4  # each pixel is cut into as many rows, for smooth edges


def figure(
    T: int = 50, width: int = 900, height: int = 240, bins: int = 150, seed: int = 7
) -> Loop:
    """The histogram of all values of x_t for n = 0 … T, with the density of N(0, 1) over it.

    The horizontal axis runs from −3.5 to 3.5, the vertical one from 0 to 0.75 of density.
    """
    x0 = photograph.cat()
    eps = np.random.default_rng(seed).standard_normal(x0.shape)
    abar = schedules.alphas_cumprod(schedules.short("cosine", T))
    states = [x0] + [q_sample(x0, t, eps, abar) for t in range(T)]
    frames = np.stack([_draw(state, width, height, bins) for state in states])
    hold = [0] * 12 + list(range(T + 1)) + [T] * 18
    return Loop(
        frames=frames[hold],
        milliseconds=70,
        poster=12 + T // 3,
        numbers={
            "kurtosis_start": _excess(states[0]),
            "kurtosis_end": _excess(states[-1]),
            "deviation_start": float(states[0].std()),
            "deviation_end": float(states[-1].std()),
        },
    )


def _excess(x: np.ndarray) -> float:
    z = (x - x.mean()) / x.std()
    return float((z**4).mean() - 3)


def _draw(x: np.ndarray, width: int, height: int, bins: int) -> np.ndarray:
    """One frame: bars in the colour of the signal, the bell curve as a line. (H, W, 4) uint8."""
    density, edges = np.histogram(x, bins=bins, range=(-3.5, 3.5), density=True)
    at = np.linspace(-3.5, 3.5, width)
    bars = density[np.clip(np.searchsorted(edges, at, side="right") - 1, 0, bins - 1)]
    bell = np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi)
    rows = (1 - (np.arange(height * SAMPLING) + 0.5) / (height * SAMPLING)) * 0.75
    below = (rows[:, None] < bars).reshape(height, SAMPLING, width).mean(axis=1)
    distance = np.abs(rows[:, None] - bell) / np.hypot(1, np.gradient(bell, at) * 0.42)
    line = (distance < 0.0065).reshape(height, SAMPLING, width).mean(axis=1)
    frame = np.zeros((height, width, 4), np.uint8)
    frame[..., :3] = rgb(MIDDLE["signal"])
    frame[..., 3] = np.rint(200 * below)
    on = line > 0
    frame[on, :3] = rgb(MIDDLE["noise"])
    frame[on, 3] = np.maximum(frame[on, 3], np.rint(255 * line[on]))
    return frame
