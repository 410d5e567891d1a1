"""What the figures of the ink share: the word, the water, the way out and the way back."""

import functools

import numpy as np

from gen.data import points
from gen.diffusion import schedules
from gen.diffusion.check import Array
from gen.diffusion.mixture import Mixture
from gen.diffusion.process import q_chain
from gen.diffusion.samplers import ddpm
from gen.diffusion.spacing import trailing

STEPS = 240  # each of them small, so that they are near the equation in continuous time
EVERY = 6  # of them, one is a frame
BETAS = schedules.short("cosine", STEPS)
ABAR = schedules.alphas_cumprod(BETAS)
LEVELS: Array = np.concatenate([[1.0], ABAR])  # ᾱ after n = 0 … STEPS steps
FRAMES = np.arange(0, STEPS + 1, EVERY)
ASPECT = 1.5  # how much wider than high a view is; x and y have the variance 1, the word has not


@functools.cache
def ink() -> Mixture:
    """The word “ink” in thin lines: mean 0 and variance 1 along each axis."""
    lines = [
        np.array([[0.0, 0.0], [0.0, 1.0]]),
        np.array([[0.0, 1.42], [0.0, 1.52]]),
        np.array([[0.6, 0.0], [0.6, 1.0]]),
        _arch(1.0, 0.58, 0.4, 0.42),
        np.array([[1.4, 0.58], [1.4, 0.0]]),
        np.array([[2.0, 0.0], [2.0, 1.6]]),
        np.array([[2.7, 1.0], [2.02, 0.42]]),
        np.array([[2.24, 0.62], [2.75, 0.0]]),
    ]
    scale = np.concatenate([_sown(line, 0.01) for line in lines]).std(axis=0)
    centres = [_sown(line / scale, points.SPACING) for line in lines]
    return points.standardised(np.concatenate(centres), points.THICKNESS)


def out(n: int, rng: np.random.Generator) -> Array:
    """`n` particles of ink that spread in water: (STEPS + 1, n, 2), from the word to the end.

    The chain of Eq. 2 of Ho et al. 2020 (arXiv:2006.11239). Its steps are those of the
    Ornstein-Uhlenbeck process dx = −x/2 dτ + dw on the clock τ = −ln ᾱ, with no error of their own:
    that process goes from x to N(e^{−Δτ/2} x, (1 − e^{−Δτ}) I), and e^{−Δτ} is 1 − β.
    """
    x0 = ink().sample(n, rng)
    return np.stack([x0, *q_chain(x0, BETAS, rng)])


def back(water: Array, rng: np.random.Generator) -> Array:
    """From where the particles (n, 2) are in the end back to a word: (STEPS + 1, n, 2).

    Algorithm 2 of Ho et al. 2020, with the exact denoiser of the ink. Of the two variances of their
    Sec. 3.2 it is β, "large": the kicks are as strong as on the way out, which makes a step
    (x + β ∇ln p)/√(1−β) + √β z, the discrete form of Eq. 6 of Song et al. 2021 (arXiv:2011.13456).
    """
    walk = ddpm(ink().denoiser(), water, trailing(STEPS, ABAR), ABAR, rng, "large")
    return np.stack([step.xt for step in walk])


def _sown(line: Array, spacing: float) -> Array:
    """Points of a polyline (P, 2), evenly along its length and about `spacing` apart."""
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    count = max(2, round(length[-1] / spacing))
    at = (np.arange(count) + 0.5) / count * length[-1]
    return np.stack([np.interp(at, length, line[:, axis]) for axis in (0, 1)], axis=1)


def _arch(cx: float, cy: float, rx: float, ry: float) -> Array:
    """The upper half of an ellipse, from left to right: (40, 2)."""
    angle = np.linspace(np.pi, 0, 40)
    return np.stack([cx + rx * np.cos(angle), cy + ry * np.sin(angle)], axis=1)
