"""The photograph that the first lesson destroys."""

from pathlib import Path

import numpy as np
from PIL import Image

# "Chelsea" by Stéfan van der Walt (CC0), from scikit-image's `data.chelsea()`: the square
# (112, 8, 392, 288) of the 451 x 300 original, reduced to 220 x 220 with a Lanczos filter.
CAT = Path(__file__).with_name("cat.png")


def cat() -> np.ndarray:
    """The cat, an array (220, 220, 3) of float64 in [-1, 1]."""
    with Image.open(CAT) as picture:
        return np.asarray(picture.convert("RGB"), dtype=np.float64) / 127.5 - 1
