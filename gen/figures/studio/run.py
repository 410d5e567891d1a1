"""The run that the studio begins with, every step of it: made by the very function that the page
runs, at its defaults."""

import numpy as np

from gen.live import demo
from gen.live.studio import studio
from gen.live.view import Image
from gen.render.figure import Readout, Steps
from gen.render.frames import Frames, Panel


def figure() -> Frames:
    """x_t and the guess x̂0 at each step."""
    views = [*demo.of(studio).views({})]
    panels = []
    for i, symbol in enumerate(("x_t", r"\hat{x}_0")):
        shown = [view.panels[i] for view in views]
        pictures = np.stack([panel.check() for panel in shown if isinstance(panel, Image)])
        label = ("the picture", "the guess")[i]
        panels.append(Panel(pictures, label, symbol, shown[0].role))
    left = [view.readouts[1].text() for view in views]
    return Frames(
        panels=panels,
        steps=Steps(
            range(len(views)),
            start=len(views) // 2,
            per_second=6,
            readouts=[Readout("noise left", left, "noise")],
        ),
    )
