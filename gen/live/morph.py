"""A demo: diffusion's arc is bent into the line of flow matching, and few steps are taken on it."""

import numpy as np

from gen.diffusion import flow, paths
from gen.diffusion.denoisers import Denoiser
from gen.live.controls import Array, Choice, Plane, Seed, Slider
from gen.live.demo import demo
from gen.live.plane import LABELS, WEIGHTS
from gen.live.view import Points, Readout, Scatter, View
from gen.live.walk import OWN, chosen

PARTICLES = 700  # whose ends are shown
MEASURED = 60  # whose ends are compared with those of FINE steps
DRAWN = 14  # whose paths are shown
FINE = 100
DENOISERS = {"exact": "Exact: knows the distribution", "learned": "Learned: a diffusion network"}


@demo(
    Slider("share", "From the arc (0) to the line (1)", 0.0, 1.0, default=0.0, step=0.05),
    Slider("steps", "Steps", 1, 40, default=4, role="guess"),
    Choice("distribution", "Distribution", {**LABELS, OWN: "Points of your own"}, default="moons"),
    Choice("denoiser", "Denoiser", DENOISERS, default="exact"),
    Seed("seed", "Seed", default=3),
    Plane("own", "Your points", default=[(1.9, 0.5), (1.9, -0.5)], most=24),
    weights=WEIGHTS.values(),
)
def morph(
    share: float, steps: int, distribution: str, denoiser: str, seed: int, own: Array
) -> View:
    """A few Euler steps on the path, over where many steps lead, and where all particles end."""
    rng = np.random.default_rng(seed)
    truth, denoise, note = chosen(distribution, denoiser, own, rng)
    x = rng.standard_normal((PARTICLES, 2))
    rough = walked(denoise, x, steps, share)
    fine = walked(denoise, x[:MEASURED], FINE, share)
    off = np.sqrt(((rough[-1, :MEASURED] - fine[-1]) ** 2).sum(axis=1).mean())
    lines = [Points(fine[:, i], "signal", line=True) for i in range(DRAWN)]
    lines += [Points(rough[:, i], "guess", line=True) for i in range(DRAWN)]
    turns = Points(rough[:, :DRAWN].reshape(-1, 2), "guess")
    return View(
        panels=[
            Scatter(
                [Points(truth.means, "truth"), *lines, turns],
                "few steps (dots), and many",
                "x_t",
                "guess",
            ),
            Scatter(
                [Points(truth.means, "truth"), Points(rough[-1], "signal")],
                "where all end",
                "x_0",
                "signal",
            ),
        ],
        readouts=[
            Readout("straightness", paths.straightness(fine), "signal",
                    words="length of the paths over the distance of their ends"),
            Readout("off by", float(off), "guess", words="few steps end off by"),
            Readout("guesses", steps, form="d", words="guesses for each particle"),
        ],
        note=note,
    )  # fmt: skip


def walked(denoise: Denoiser, x: Array, steps: int, share: float) -> Array:
    """The states (steps + 1, B, 2) of Euler's method on that path."""
    walk = paths.along(denoise, x, flow.even(steps), share)
    return np.stack([step.xt for step in walk])
