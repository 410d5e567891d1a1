"""The name of the site in particles, taken apart by the forward process."""

import numpy as np

from gen.data import words
from gen.diffusion import schedules
from gen.diffusion.process import q_chain
from gen.render.figure import Readout, Steps
from gen.render.points import Group, Panel, Points


def figure(n: int = 1200, T: int = 60, seed: int = 5) -> Points:
    """The chain x_0 … x_T of the particles of a word, the last frames held for a while.

    Source: Eq. 2 of Ho et al. 2020 (arXiv:2006.11239).
    """
    rng = np.random.default_rng(seed)
    x0 = words.word("unnoise", n, rng)
    betas = schedules.short("cosine", T)
    chain = np.stack([x0, *q_chain(x0, betas, rng)])
    abar = np.concatenate([[1.0], schedules.alphas_cumprod(betas)])
    return Points(
        panels=[Panel([Group(chain, "signal")], "")],
        steps=Steps(
            labels=range(T + 1),
            start=0,
            per_second=12,
            autoplay=True,
            readouts=[
                Readout("signal", schedules.signal(abar), "signal"),
                Readout("noise", schedules.noise(abar), "noise"),
            ],
        ),
        extent=3.0,
        aspect=2.6,
        numbers={"particles": n, "steps": T},
    )
