"""Points in the plane: distributions to draw samples from.

Each has mean 0 and variance 1 along each axis, whatever the number of points.
"""

import functools

import numpy as np


def _arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> np.ndarray:
    """A piece of an ellipse from angle `start` to `end` in degrees: (64, 2)."""
    angle = np.radians(np.linspace(start, end, 64))
    return np.column_stack([cx + rx * np.cos(angle), cy + ry * np.sin(angle)])


@functools.lru_cache
def _cat_lines() -> tuple[np.ndarray, ...]:
    head = [
        _arc(0, 0, 1.0, 0.86, -215, 35),  # chin and cheeks, ear to ear
        np.array([[0.82, 0.49], [0.80, 1.16], [0.36, 0.80]]),  # right ear
        np.array([[-0.82, 0.49], [-0.80, 1.16], [-0.36, 0.80]]),  # left ear
        np.array([[-0.36, 0.80], [0.0, 0.86], [0.36, 0.80]]),  # brow
    ]
    eyes = [_arc(side * 0.42, 0.16, 0.17, 0.20, 0, 360) for side in (-1, 1)]
    pupils = [_arc(side * 0.42, 0.16, 0.05, 0.16, 0, 360) for side in (-1, 1)]
    nose = [np.array([[-0.12, -0.16], [0.12, -0.16], [0.0, -0.29], [-0.12, -0.16]])]
    mouth = [_arc(side * 0.14, -0.31, 0.14, 0.14, -180, 0) for side in (-1, 1)]
    whiskers = [
        np.array([[side * 0.40, -0.26 + 0.06 * k], [side * 1.2, -0.34 + 0.17 * k]])
        for side in (-1, 1)
        for k in (-1, 0, 1)
    ]
    return (*head, *eyes, *pupils, *nose, *mouth, *whiskers)


def cat(n: int, rng: np.random.Generator) -> np.ndarray:
    """`n` points of a cat's head drawn in lines: (n, 2), uniform along the lines."""
    pieces = [np.stack([line[:-1], line[1:]], axis=1) for line in _cat_lines()]
    segments = np.concatenate(pieces)  # (S, 2, 2): start and end
    return _standardised(segments, n, rng)


def word(text: str, n: int, rng: np.random.Generator) -> np.ndarray:
    """`n` points of a word's letters, (n, 2), uniform over the area of their strokes."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    path = TextPath((0, 0), text, size=1, prop=FontProperties(family="DejaVu Sans", weight="bold"))
    low, high = path.get_extents().get_points()
    found: list[np.ndarray] = []
    count = 0
    while count < n:
        tries = rng.uniform(low, high, size=(4 * n, 2))
        found.append(tries[path.contains_points(tries)])
        count += len(found[-1])
    points = np.concatenate(found)[:n]
    # Scaled by the drawing's own mean and deviation, not by those of these n points.
    area = np.random.default_rng(0).uniform(low, high, size=(40_000, 2))
    area = area[path.contains_points(area)]
    return (points - area.mean(axis=0)) / area.std(axis=0)


def _standardised(segments: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Points on line segments (S, 2, 2), uniform by length, in units of the drawing's own
    deviation: (n, 2)."""
    start, end = segments[:, 0], segments[:, 1]
    length = np.linalg.norm(end - start, axis=1)
    share = length / length.sum()
    which = rng.choice(len(segments), size=n, p=share)
    points = start[which] + rng.random((n, 1)) * (end - start)[which]
    mean = (share[:, None] * (start + end) / 2).sum(axis=0)
    # The second moment of a uniform point on a segment from a to b is (a² + ab + b²) / 3.
    second = (share[:, None] * (start**2 + start * end + end**2) / 3).sum(axis=0)
    return (points - mean) / np.sqrt(second - mean**2)
