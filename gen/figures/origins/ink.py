"""Ink in water: the way out, where chance is enough, and the way back, where it is not.

In five seconds a reader must see: ink that has spread in water gathers into a word again.
"""

import numpy as np

from gen.diffusion import schedules
from gen.figures.origins._ink import ASPECT, EVERY, FRAMES, LEVELS, STEPS, back, out
from gen.render.figure import Readout, Steps
from gen.render.points import Group, Panel, Points


def figure(n: int = 1200, seed: int = 4, start: int = 38) -> Points:
    """`n` particles spread, and the same particles walk back from where they have got to.

    Those that begin in the left half have a colour of their own, and keep it. `numbers` say
    whether they are there again in the end, and what became of the correlation of both places.
    """
    rng = np.random.default_rng(seed)
    spreading = out(n, rng)
    gathering = back(spreading[-1], rng)
    first, last = spreading[0], gathering[-1]
    left = first[:, 0] < 0
    noise = schedules.noise(LEVELS[FRAMES])

    def coloured(way: np.ndarray) -> list[Group]:
        shown = way[FRAMES]
        return [Group(shown[:, left], "signal"), Group(shown[:, ~left], "truth")]

    return Points(
        panels=[
            Panel(coloured(spreading), "ink spreads", role="signal"),
            Panel(coloured(gathering), "the same ink gathers", role="signal"),
        ],
        steps=Steps(
            labels=[f"{k}" for k in FRAMES],
            start=start,
            per_second=10,
            readouts=[
                Readout("noise left", noise, "noise", words="noise, left view"),
                Readout("right", noise[::-1], "noise", words="noise, right view"),
            ],
        ),
        extent=3.0,
        aspect=ASPECT,
        numbers={
            "particles": n,
            "steps": STEPS,
            "every": EVERY,
            "all_again": float((last[:, 0] < 0).mean()),
            "left_again": float((last[left, 0] < 0).mean()),
            "moved": float(np.linalg.norm(last - first, axis=1).mean()),
            "signal_end": float(schedules.signal(LEVELS[-1])),
        },
    )
