"""1,200 particles that draw a cat, and what the forward process makes of them."""

import numpy as np

from gen.data import points
from gen.diffusion import schedules
from gen.diffusion.process import q_chain
from gen.render.figure import Readout, Steps
from gen.render.points import Group, Panel, Points


def figure(n: int = 1200, T: int = 60, schedule: str = "cosine", seed: int = 3) -> Points:
    """The chain x_0, x_1 … x_T of every particle: each step is a small noising of the last.

    Source: Eq. 2 of Ho et al. 2020 (arXiv:2006.11239).
    """
    rng = np.random.default_rng(seed)
    x0 = points.distribution("cat").sample(n, rng)
    betas = schedules.short(schedule, T)
    chain = np.stack([x0, *q_chain(x0, betas, rng)])
    abar = np.concatenate([[1.0], schedules.alphas_cumprod(betas)])
    return Points(
        panels=[
            Panel([Group(chain, "signal")], "1,200 particles" if n == 1200 else f"{n} particles")
        ],
        steps=Steps(
            labels=range(T + 1),
            start=0,
            per_second=15,
            readouts=[
                Readout("signal", schedules.signal(abar), "signal"),
                Readout("noise", schedules.noise(abar), "noise"),
            ],
        ),
        extent=2.9,
        numbers={
            "particles": n,
            "particle_steps": T,
            "particle_mean": float(np.abs(chain[-1].mean(axis=0)).max()),
            "particle_deviation": float(chain[-1].std()),
        },
    )
