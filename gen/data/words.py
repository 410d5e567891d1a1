"""Words in the plane, as particles."""

import numpy as np


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
