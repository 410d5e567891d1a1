"""Two ways to run ink backwards: with the pull turned round, and with the score as well."""

import numpy as np

from gen.diffusion import samplers, schedules
from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser
from gen.diffusion.langevin import score
from gen.diffusion.process import q_posterior
from gen.diffusion.spacing import trailing
from gen.figures.origins._ink import ABAR, ASPECT, BETAS, LEVELS, STEPS, ink, out
from gen.render.figure import Readout, Steps
from gen.render.points import Group, Panel, Points

EVERY = 5


def figure(n: int = 600, begin: int = 180, start: int = 33, seed: int = 4) -> Points:
    """From step `begin` of the ink's way out, back to step 0 twice, with equal kicks.

    DDPM moves both. Its mean, in terms of the score, is (x + β ∇ln p)/√(1−β): Eq. 11 of Ho et al.
    2020 (arXiv:2006.11239), where ∇ln p = −ε_θ/√(1−ᾱ). On the left the score is left out, which is
    what DDPM does with a denoiser that sees no noise in x_t; what remains is the drift of the way
    out with its sign turned. Arrows: the drift x/2 [+ ∇ln p] of Eq. 6 of Song et al. 2021
    (arXiv:2011.13456), times the noise's deviation, and shortened as in walking/score.py.
    """
    water = out(n, np.random.default_rng(seed))[begin]
    exact = ink().denoiser()
    panels, ends = [], {}
    levels = LEVELS[begin - np.arange(0, begin + 1, EVERY)]
    for key, label, denoise in (
        ("turned", "the pull turned round", no_noise),
        ("score", "and the score", exact),
    ):
        t = trailing(STEPS, ABAR)[STEPS - begin :]
        rng = np.random.default_rng(seed)
        walk = [s.xt for s in samplers.ddpm(denoise, water, t, ABAR, rng, "large")]
        states = np.stack(walk)[::EVERY]
        ends[key] = states
        field = np.stack([arrows(denoise, float(a)) for a in levels])
        panels.append(Panel([Group(states, "signal"), Group(field, "guess", "arrows")], label,
                            "", "guess"))  # fmt: skip
    spread = {key: np.sqrt(states.var(axis=1).mean(axis=1)) for key, states in ends.items()}
    return Points(
        panels=panels,
        steps=Steps(
            labels=[str(k) for k in range(0, begin + 1, EVERY)],
            start=start,
            per_second=10,
            readouts=[
                Readout("noise left", schedules.noise(levels), "noise"),
                Readout("spread, turned", spread["turned"], "signal"),
                Readout("with the score", spread["score"], "signal",
                        words="spread, with the score"),
            ],
        ),
        extent=3.0,
        aspect=ASPECT,
        numbers={
            "turned_steps": begin,
            "turned_spread": float(spread["turned"][-1]),
            "turned_score_spread": float(spread["score"][-1]),
            "turned_noise": float(schedules.noise(levels[0])),
            "turned_agree": disagreement(water, begin),
        },
    )  # fmt: skip


def no_noise(xt: Array, abar_t: float) -> Array:
    """A denoiser that takes x_t for clean but for its scale: then ε̂ and the score are 0."""
    return xt / np.sqrt(abar_t)


def arrows(denoise: Denoiser, abar_t: float, columns: int = 12) -> Array:
    """From each place of a grid along the drift back: (2 · places, 2), tails and tips in turn."""
    line = np.linspace(-2.7, 2.7, columns)
    rows = np.linspace(-2.5, 2.5, round(columns / ASPECT))
    mesh = float(line[1] - line[0])
    at = np.stack(np.meshgrid(line, rows), axis=-1).reshape(-1, 2)
    drift = (at / 2 + score(at, abar_t, denoise(at, abar_t))) * np.sqrt(1 - abar_t)
    m = np.linalg.norm(drift, axis=1, keepdims=True)
    tips = at + 0.85 * mesh * drift / (0.5 + m)
    return np.stack([at, tips], axis=1).reshape(-1, 2)


def disagreement(x: Array, step: int) -> float:
    """The largest difference of DDPM's step without its kick and (x + β ∇ln p)/√(1−β).

    x: (n, 2), after step `step` of the way out.
    """
    abar_t, beta = float(LEVELS[step]), BETAS[step - 1]
    x0_hat = ink().denoiser()(x, abar_t)
    as_score = (x + beta * score(x, abar_t, x0_hat)) / np.sqrt(1 - beta)
    mean, _ = q_posterior(x0_hat, x, step - 1, BETAS)
    return float(np.abs(as_score - mean).max())
