"""A canvas to paint landscapes on: shapes with clean edges at any size.

Places are in units of the picture: x from 0 (left) to 1, y from 0 (top) to 1. How much of a pixel a
shape covers follows from how far its edge is, so nothing is drawn larger and reduced, and the same
numbers give the same picture at 32 × 32 and at 64 × 64.
"""

import math
from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]


def rgb(text: str) -> Floats:
    """#rrggbb as numbers from 0 to 255, (3, 1, 1), to fit a canvas."""
    return np.array([[[int(text[i : i + 2], 16)]] for i in (1, 3, 5)], np.float32)


def mix(one: Floats, other: Floats, share: Floats | float) -> Floats:
    """From one colour (3, 1, 1) to another, as far as `share` (h, w), 0 to 1, says: (3, h, w)."""
    return one + share * (other - one)


@cache
def _middles(size: int) -> Floats:
    found = ((np.arange(size) + 0.5) / size).astype(np.float32)
    found.setflags(write=False)
    return found


class Canvas:
    """A picture (3, size, size) of float32, 0 to 255, that shapes are laid on."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.x = _middles(size)  # (size,): of the columns
        self.y = _middles(size)[:, None]  # (size, 1): of the rows
        self.picture = np.zeros((3, size, size), np.float32)

    def gradient(self, stops: Floats, end: float) -> None:
        """Fill all, from the first of the colours (n, 3, 1, 1) at the top to the last at `end`."""
        at = np.linspace(0, end, len(stops))
        for k in range(3):
            self.picture[k] = np.interp(self.y, at, stops[:, k, 0, 0])

    def lay(self, cover: Floats, colour: Floats) -> None:
        """Lay a colour (3, 1, 1) or colours (3, size, size) where `cover`, 0 to 1, says."""
        change = colour - self.picture
        change *= cover
        self.picture += change

    def over(self, distance: Floats) -> Floats:
        """How much of each pixel a shape covers, from how far inside it the pixel's middle is."""
        cover = distance * np.float32(self.size)
        cover += np.float32(0.5)
        return np.minimum(np.maximum(cover, 0, out=cover), 1, out=cover)

    def below(self, edge: Floats) -> Floats:
        """Cover of what lies under a line y = edge(x), (size,)."""
        return self.over(self.y - edge)

    def disc(self, x: float, y: float, r: float, flat: float = 1) -> Floats:
        """Cover of a disc, or of an ellipse `flat` times as high as wide."""
        return self.over(r - self.away(x, y, flat))

    def away(self, x: float, y: float, flat: float = 1) -> Floats:
        """Distance of each pixel from a point, as the ellipse sees it."""
        return np.sqrt((self.x - x) ** 2 + ((self.y - y) / flat) ** 2)

    def dots(self, x: Floats, y: Floats, r: Floats, colours: Floats) -> None:
        """Small squares with soft edges, `r` (n,) half their sides: stars, flowers, flakes.

        They are at (x, y), each (n,); `colours` is (3, 1, 1), or (n, 3, 1, 1) for one each. Where
        two share a pixel, the later one has it.
        """
        reach = np.arange(math.ceil(2 * float(r.max()) * self.size) + 1)
        (i, rows), (j, columns) = (self._spans(at, r, reach) for at in (y, x))
        where = (i[:, :, None] * self.size + j[:, None, :]).ravel()
        cover = (rows[:, :, None] * columns[:, None, :]).ravel()
        kept = cover > 0
        where, cover = where[kept], cover[kept]
        colours = np.broadcast_to(colours, (len(x), 3, 1, 1))[:, :, 0, 0]
        colours = np.repeat(colours, len(reach) ** 2, axis=0)[kept].T
        flat = self.picture.reshape(3, -1)
        flat[:, where] = mix(flat[:, where], colours, cover)

    def _spans(
        self, at: Floats, r: Floats, reach: npt.NDArray[np.int_]
    ) -> tuple[npt.NDArray[np.int_], Floats]:
        """Rows or columns (n, reach) from at − r to at + r, and what part of each is covered."""
        begin, end = (at - r)[:, None] * self.size, (at + r)[:, None] * self.size
        k = np.floor(begin).astype(int) + reach
        cover = (np.minimum(end, k + 1) - np.maximum(begin, k)).clip(0)
        return k.clip(0, self.size - 1), cover * ((k >= 0) & (k < self.size))


def waves(x: Floats, rng: np.random.Generator, height: float, count: float) -> Floats:
    """A smooth line of hills about 0, `count` of them across the picture, up to `height` high."""
    phases = rng.uniform(0, 2 * np.pi, 2)
    pace = 2 * np.pi * count * rng.uniform(0.8, 1.2)
    high, low = np.sin(pace * x + phases[0]), np.sin(2.3 * pace * x + phases[1])
    return (height * (0.7 * high + 0.3 * low)).astype(np.float32)
