"""What the figures of the way back share: the schedule, one walk, and the figure of a distribution.

Every walk takes 60 of the 1000 steps of the cosine schedule that the networks have learned on.
"""

import numpy as np

from gen.diffusion import samplers, schedules
from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser
from gen.diffusion.samplers import Step
from gen.diffusion.spacing import abar_at, trailing
from gen.figures.walking._quality import quality
from gen.live.plane import LABELS, WEIGHTS, plane
from gen.nets import safetensors
from gen.render.figure import Readout, Steps
from gen.render.points import Group, Panel, Points

ABAR = schedules.alphas_cumprod(schedules.cosine(1000))
TIMESTEPS = trailing(60, ABAR)
LEVELS = np.append(abar_at(TIMESTEPS, ABAR), 1.0)  # ᾱ of each state on the way, and of the result


def ddpm(denoise: Denoiser, n: int, seed: int) -> list[Step]:
    """`n` walks of DDPM: equal seeds, equal static to begin with and equal noise on the way."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, 2))
    return list(samplers.ddpm(denoise, x, TIMESTEPS, ABAR, rng))


def states(walk: list[Step]) -> Array:
    """Where the particles are before each step, and in the end: (61, N, 2)."""
    return np.stack([step.xt for step in walk])


def counted(start: int, *more: Readout, per_second: int = 12) -> Steps:
    """The steps as a reader counts them on the way back, with the noise that is left."""
    left = Readout("noise left", schedules.noise(LEVELS), "noise")
    return Steps(range(len(LEVELS)), start, per_second=per_second, readouts=[left, *more])


def figure(name: str, n: int, seed: int) -> Points:
    """The way back to the distribution `name`, with the exact denoiser and the learned one.

    Algorithm 2 of Ho et al. 2020 (arXiv:2006.11239). `numbers` say how near the result is to
    fresh samples of the truth (see _quality.py), and from how many batches the network learned.
    """
    known = plane(name)
    exact, learned = (states(ddpm(d, n, seed)) for d in (known.exact(), known.learned()))
    measured = quality(known, lambda denoise, n, seed: ddpm(denoise, n, seed)[-1].xt)
    batches = int(safetensors.about(WEIGHTS[name])["steps"])
    return Points(
        panels=[
            Panel([Group(exact, "signal")], "with the exact denoiser", "x_t", "truth"),
            Panel(
                [Group(learned, "signal", like_first=True)],
                "with a network that learned",
                "x_t",
                "guess",
            ),
        ],
        steps=counted(start=52),
        extent=2.6,
        title=LABELS[name],
        numbers={f"{name}_{key}": value for key, value in measured.items()}
        | {f"{name}_batches": batches},
    )
