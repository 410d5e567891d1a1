"""The score: at every place of the plane and every noise level, which way the denoiser points."""

import numpy as np

from gen.diffusion.check import Array
from gen.diffusion.denoisers import eps_hat
from gen.diffusion.process import q_sample
from gen.figures.walking._walk import ABAR
from gen.live.plane import plane
from gen.render.figure import Readout, Steps
from gen.render.points import Group, Panel, Points


def figure(name: str = "moons", side: int = 19, frames: int = 40, n: int = 500) -> Points:
    """Arrows along ∇ ln p_t(x) = (√ᾱ x̂_0 − x_t)/(1−ᾱ), from much noise to little.

    Eq. 2 of Karras et al. 2022 (arXiv:2206.00364), in our scale; x̂_0 is that of the exact
    denoiser. In units of the noise, √(1−ᾱ) ∇ ln p_t = −ε̂ has a length m of about 1 where particles
    are; an arrow is 0.85 m/(0.5 + m) meshes long, so that none reaches the next. Behind them, `n`
    particles as they are spread at that level, with the same x_0 and ε in all frames.
    """
    known = plane(name)
    exact = known.exact()
    rng = np.random.default_rng(2)
    x0, eps = known.truth.sample(n, rng), rng.standard_normal((n, 2))
    t = np.rint(np.linspace(len(ABAR) - 1, 0, frames)).astype(int)
    line = np.linspace(-2.2, 2.2, side)
    mesh = float(line[1] - line[0])
    at: Array = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    arrows = []
    for step in t:
        direction = -eps_hat(at, ABAR[step], exact(at, ABAR[step]))
        m = np.linalg.norm(direction, axis=1, keepdims=True)
        tips = at + 0.85 * mesh * direction / (0.5 + m)
        arrows.append(np.stack([at, tips], axis=1).reshape(-1, 2))
    return Points(
        panels=[
            Panel(
                [
                    Group(np.stack([q_sample(x0, int(s), eps, ABAR) for s in t]), "signal"),
                    Group(np.stack(arrows), "guess", "arrows"),
                ],
                "which way the exact denoiser points",
                r"\nabla\ln p_t",
                "guess",
            )
        ],
        steps=Steps(
            labels=range(frames),
            start=frames * 6 // 10,
            unit="level",
            readouts=[Readout("noise", np.sqrt(1 - ABAR[t]), "noise")],
        ),
        extent=2.4,
        numbers={"score_arrows": side**2, "score_levels": frames},
    )
