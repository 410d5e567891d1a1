"""What the charts of all five schedules share: the arrays, the titles, the five places."""

import numpy as np

from gen.diffusion import schedules
from gen.diffusion.check import Array
from gen.render.chart import Layout

LONG = 1000  # the steps that the papers take
# Titles as the reader sees them, in the order in which they drown the picture: earliest first.
TITLES = {
    "linear": "linear",
    "scaled_linear": "scaled linear",
    "cosine": "cosine",
    "sigmoid": "sigmoid",
    "polynomial": "polynomial",
}


def abar(name: str) -> Array:
    """ᾱ for n = 0 … 1000, so that index n is the reader's step: (1001,)."""
    return np.concatenate([[1.0], schedules.alphas_cumprod(schedules.SCHEDULES[name](LONG))])


def drawn(last: int = LONG) -> Array:
    """Indices 0 … last to draw a curve with, crowded at both ends, where curves are steep."""
    return np.unique(np.rint(last * np.sin(np.linspace(0, np.pi / 2, 48)) ** 2)).astype(int)


def places(layout: Layout, bottom: float, height: float) -> list[tuple[float, float, float, float]]:
    """Five boxes (left, bottom, width, height): a row when wide, two columns when narrow.

    `bottom` and `height` are the box's own within its cell, as shares of the cell.
    """
    if layout == "wide":
        return [(0.045 + 0.193 * i, bottom, 0.165, height) for i in range(5)]
    boxes = []
    for i in range(5):
        row, column = divmod(i, 2)
        cell = 1 / 3
        boxes.append((0.10 + 0.47 * column, (2 - row + bottom) * cell, 0.40, height * cell))
    return boxes
