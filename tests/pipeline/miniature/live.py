"""A tiny `live`: a demo of its own, since the real ones are not tiny."""

import numpy as np

from gen.live.controls import Slider
from gen.live.demo import demo
from gen.live.view import Image, View
from gen.render.live import Live


@demo(Slider("n", "brightness", 0, 4, default=3))
def grey(n: int) -> View:
    """A square of one grey."""
    return View([Image(np.full((8, 8), n / 2 - 1), "grey")])


def figure() -> Live:
    """The demo at its default."""
    return Live(demo=grey)
