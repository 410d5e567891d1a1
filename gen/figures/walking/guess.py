"""The particles, and beside them where the network believes at each step that they will end."""

import numpy as np

from gen.figures.walking._walk import counted, ddpm, states
from gen.live.plane import plane
from gen.render.figure import Readout
from gen.render.points import Group, Panel, Points


def figure(name: str = "moons", n: int = 1200, seed: int = 1, early: int = 30) -> Points:
    """x_t and x̂_0 of the learned denoiser along 60 steps of DDPM.

    `numbers` tell how widely the guesses are spread: the root of their mean squared distance from
    their centre, in parts of that of the result. At the very first guess, and after `early` steps.
    """
    walk = ddpm(plane(name).learned(), n, seed)
    guesses = np.stack([step.x0_hat for step in walk])
    spread = np.sqrt(guesses.var(axis=1).sum(axis=1))
    spread /= spread[-1]
    return Points(
        panels=[
            Panel([Group(states(walk), "signal")], "where the particles are", "x_t", "signal"),
            Panel([Group(guesses, "guess")], "where they are believed to end",
                  r"\hat{x}_0", "guess"),
        ],
        steps=counted(0, Readout("spread of the guesses", spread, "guess")),
        extent=2.6,
        numbers={"guess_first": float(spread[0]), "guess_early": float(spread[early]),
                 "early": early},
    )  # fmt: skip
