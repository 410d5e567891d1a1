"""A demo of several steps."""

import time
from collections.abc import Iterator

import numpy as np

from gen.live.controls import Slider
from gen.live.demo import demo
from gen.live.view import Image, Readout, View


@demo(
    Slider("steps", "Steps", 1, 60, default=5),
    Slider("wait", "Milliseconds a step", 0, 500, default=0),
)
def steps(steps: int, wait: int) -> Iterator[View]:
    """A wall that becomes lighter."""
    for i in range(steps + 1):
        yield View(
            panels=[Image(np.full((12, 20), 2 * i / steps - 1), "a wall")],
            readouts=[Readout("light", i / steps)],
            step=(i, steps),
        )
        time.sleep(wait / 1000)
