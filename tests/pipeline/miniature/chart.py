"""A tiny `chart`: loads Matplotlib."""

import numpy as np

from gen.render.chart import Chart, Layout, Mark, ink
from gen.render.figure import Steps


def figure(n: int = 5) -> Chart:
    """A square, and a point on it."""
    x = np.linspace(0, 1, n)

    def draw(canvas, layout: Layout) -> list[Mark]:
        axes = canvas.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.plot(x, x**2, color=ink("signal"))
        axes.text(0.5, 0.5, "a text", clip_on=True)
        return [Mark(axes, x, x**2, "noise")]

    return Chart(
        title="A square",
        draw=draw,
        sizes={"wide": (300, 200), "narrow": (200, 200)},
        steps=Steps(labels=range(n)),
    )
