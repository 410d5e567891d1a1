"""What few steps make of one static, with each of three models."""

import numpy as np

from gen.figures.flow._models import Walk, again, arc, end, line
from gen.render.figure import Steps
from gen.render.points import Group, Panel, Points

COUNTS = (1, 2, 4, 8, 16, 32)
MODELS: dict[str, tuple[str, Walk]] = {
    "arc": ("diffusion", arc),
    "line": ("flow matching", line),
    "again": ("taught again", again),
}


def figure(n: int = 900, seed: int = 6) -> Points:
    """The ends of `n` particles after 1, 2, 4 … 32 Euler steps; the static is the same in all.

    `numbers`: how widely the ends are spread after one step, as the root of the mean square of
    their coordinates about their middle: the moons have 1, and so has the static.
    """
    x = np.random.default_rng(seed).standard_normal((n, 2))
    ends = {
        key: np.stack([end(walk(x, steps)) for steps in COUNTS])
        for key, (_, walk) in MODELS.items()
    }
    return Points(
        panels=[
            Panel([Group(ends[key], "signal")], label, "", "signal")
            for key, (label, _) in MODELS.items()
        ],
        steps=Steps([str(count) for count in COUNTS], per_second=2, unit="steps"),
        extent=2.6,
        numbers={
            f"spread_{key}": float(np.sqrt(ends[key][0].var(axis=0).mean())) for key in MODELS
        },
    )
