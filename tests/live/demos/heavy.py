"""A demo of which one choice needs weights that the other does not."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from gen.live.controls import Choice, Slider
from gen.live.demo import demo
from gen.live.view import Image, Readout, View

ALWAYS, MORE = (
    Path(__file__).parents[1] / "weights" / name / "weights.safetensors"
    for name in ("grid", "judge")
)


@demo(
    Choice(
        "size", "Size", {"small": "Small", "large": "Large"}, "small", weights={"large": [MORE]}
    ),
    Slider("grey", "Grey", 0, 9, default=5),
    weights=[ALWAYS],
    shelf=True,
)
def heavy(size: str, grey: int) -> Iterator[View]:
    """How many bytes it found."""
    bytes_ = len((MORE if size == "large" else ALWAYS).read_bytes())
    for i in range(2):
        picture = np.full((8, 8), grey / 4.5 - 1)
        yield View([Image(picture, "grey")], [Readout("bytes", bytes_, form="d")], step=(i, 1))
