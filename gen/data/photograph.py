"""The photograph that the first lesson destroys, and that the autoencoders learn from."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

# "Chelsea" by Stéfan van der Walt (CC0), from scikit-image's `data.chelsea()`: the square
# (112, 8, 392, 288) of the 451 x 300 original, reduced to 220 x 220 with a Lanczos filter.
CAT = Path(__file__).with_name("cat.png")
EYE = (14, 52, 78, 116)  # left, top, right, bottom of what no training sees: the left eye
SMALLEST, LARGEST = 64, 100  # pixels along a side of a crop


def cat() -> np.ndarray:
    """The cat, an array (220, 220, 3) of float64 in [-1, 1]."""
    with Image.open(CAT) as picture:
        return np.asarray(picture.convert("RGB"), dtype=np.float64) / 127.5 - 1


def eye() -> np.ndarray:
    """The part that no training sees, (64, 64, 3) in [-1, 1]."""
    left, top, right, bottom = EYE
    return cat()[top:bottom, left:right]


def crops(n: int, rng: np.random.Generator, size: int = 64) -> npt.NDArray[np.uint8]:
    """Square pieces of the cat by lot, mirrored or not, none of which touches the eye.

    (n, size, size, 3) of 0 to 255, reduced with a Lanczos filter. Raises ValueError for n < 0.
    """
    if n < 0:
        raise ValueError(f"n: got {n}; must be at least 0")
    found = np.empty((n, size, size, 3), np.uint8)
    with Image.open(CAT) as opened:
        picture = opened.convert("RGB")
    for i in range(n):
        piece = picture.crop(_place(picture.width, rng)).resize(
            (size, size), Image.Resampling.LANCZOS
        )
        pixels = np.asarray(piece)
        found[i] = pixels[:, ::-1] if rng.random() < 0.5 else pixels
    return found


def _place(side: int, rng: np.random.Generator) -> tuple[int, int, int, int]:
    """Where a crop lies: left, top, right, bottom."""
    while True:
        size = int(rng.integers(SMALLEST, LARGEST + 1))
        left, top = (int(at) for at in rng.integers(0, side - size + 1, 2))
        apart = left >= EYE[2] or left + size <= EYE[0] or top >= EYE[3] or top + size <= EYE[1]
        if apart:
            return left, top, left + size, top + size
