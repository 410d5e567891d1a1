"""Points in the plane: nine distributions to learn, each known exactly.

A drawing of lines (or of filled squares) is sown with centres, evenly; round each of them lies a
small Gaussian. So every distribution is a `Mixture`: any number of fresh points can be drawn, and
its best denoiser is known. All have mean 0 and variance 1 along each axis.
"""

import functools
from collections.abc import Callable

import numpy as np

from gen.diffusion.check import Array
from gen.diffusion.mixture import Mixture

THICKNESS = 0.04  # the deviation of the Gaussians, where the drawing has a deviation of 1
SPACING = 2 * THICKNESS  # between centres: the seams between Gaussians are then within 2 %
Lines = list[Array]  # polylines, (P, 2) each


def moons() -> Lines:
    """Two half circles that reach into each other."""
    return [_arc(0, 0, 1, 1, 0, 180), _arc(1, 0.5, 1, 1, 180, 360)]


def spiral() -> Lines:
    """Two arms, one turn and a half each."""
    angle = np.linspace(0.6, 3 * np.pi, 200)
    arm = angle[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return [arm, -arm]


def ring() -> Lines:
    """A circle."""
    return [_arc(0, 0, 1, 1, 0, 360)]


def swiss_roll() -> Lines:
    """One arm, two turns."""
    angle = np.linspace(1.5 * np.pi, 4.5 * np.pi, 200)
    return [angle[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)]


def heart() -> Lines:
    """The heart of x = 16 sin³ u, y = 13 cos u − 5 cos 2u − 2 cos 3u − cos 4u."""
    u = np.linspace(0, 2 * np.pi, 240)
    y = 13 * np.cos(u) - 5 * np.cos(2 * u) - 2 * np.cos(3 * u) - np.cos(4 * u)
    return [np.stack([16 * np.sin(u) ** 3, y], axis=1)]


def star() -> Lines:
    """The outline of a star with five points."""
    angle = np.pi / 2 + np.arange(11) * np.pi / 5
    radius = np.where(np.arange(11) % 2, 0.45, 1.0)
    return [radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)]


def cat() -> Lines:
    """A cat's head."""
    head = [
        _arc(0, 0, 1.0, 0.86, -215, 35),  # chin and cheeks, ear to ear
        np.array([[0.82, 0.49], [0.80, 1.16], [0.36, 0.80]]),  # right ear
        np.array([[-0.82, 0.49], [-0.80, 1.16], [-0.36, 0.80]]),  # left ear
        np.array([[-0.36, 0.80], [0.0, 0.86], [0.36, 0.80]]),  # brow
    ]
    eyes = [_arc(side * 0.42, 0.16, 0.17, 0.20, 0, 360) for side in (-1, 1)]
    nose = [np.array([[-0.12, -0.16], [0.12, -0.16], [0.0, -0.29], [-0.12, -0.16]])]
    mouth = [_arc(side * 0.14, -0.31, 0.14, 0.14, -180, 0) for side in (-1, 1)]
    whiskers = [
        np.array([[side * 0.40, -0.26 + 0.06 * k], [side * 1.2, -0.34 + 0.17 * k]])
        for side in (-1, 1)
        for k in (-1, 0, 1)
    ]
    return [*head, *eyes, *nose, *mouth, *whiskers]


def letters() -> Lines:
    """The letters u and n."""
    u = [np.array([[0.0, 1.0], [0.0, 0.5]]), _arc(0.4, 0.5, 0.4, 0.5, 180, 360)]
    n = [np.array([[1.3, 0.0], [1.3, 0.5]]), _arc(1.7, 0.5, 0.4, 0.5, 0, 180)]
    stems = [np.array([[0.8, 1.0], [0.8, 0.0]]), np.array([[1.3, 1.0], [1.3, 0.5]])]
    return [*u, *n, *stems, np.array([[2.1, 0.5], [2.1, 0.0]])]


def checkerboard() -> Array:
    """The centres of eight filled squares, six by six in each: (288, 2)."""
    inside = (np.arange(6) + 0.5) / 6
    corners = [(i, j) for i in range(4) for j in range(4) if (i + j) % 2 == 0]
    return np.array([(i + x, j + y) for i, j in corners for x in inside for y in inside])


DRAWINGS: dict[str, Callable[[], Lines]] = {
    "moons": moons,
    "spiral": spiral,
    "ring": ring,
    "swiss_roll": swiss_roll,
    "heart": heart,
    "star": star,
    "cat": cat,
    "letters": letters,
}
NAMES = (*DRAWINGS, "checkerboard")


@functools.cache
def distribution(name: str) -> Mixture:
    """The distribution `name`, one of NAMES. Raises KeyError."""
    if name == "checkerboard":
        return standardised(checkerboard(), deviation=0.08)
    lines = DRAWINGS[name]()
    scale = np.concatenate([_sown(line, 400) for line in lines]).std(axis=0)
    centres = [_sown(line / scale) for line in lines]
    return standardised(np.concatenate(centres), THICKNESS)


def standardised(centres: Array, deviation: float) -> Mixture:
    """The mixture round `centres` (K, 2), moved and stretched to mean 0 and variance 1 in all."""
    centred = centres - centres.mean(axis=0)
    return Mixture(centred / centred.std(axis=0) * np.sqrt(1 - deviation**2), deviation)


def _sown(line: Array, count: int | None = None) -> Array:
    """`count` points of a polyline, or one every SPACING, evenly along its length."""
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    count = count or max(2, round(length[-1] / SPACING))
    at = (np.arange(count) + 0.5) / count * length[-1]
    return np.stack([np.interp(at, length, line[:, axis]) for axis in (0, 1)], axis=1)


def _arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> Array:
    """A piece of an ellipse from angle `start` to `end` in degrees: (64, 2)."""
    angle = np.radians(np.linspace(start, end, 64))
    return np.stack([cx + rx * np.cos(angle), cy + ry * np.sin(angle)], axis=1)
