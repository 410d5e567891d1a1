"""The trainings of this lesson: the same loop as everywhere, watched at chosen moments."""

import itertools
from collections.abc import Iterator

import numpy as np

from gen.data import points
from gen.diffusion import metrics, schedules
from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser, learned
from gen.diffusion.samplers import Step, ddim, ddpm
from gen.diffusion.spacing import trailing
from gen.nets import mlp
from gen.nets.training import Learner, train

ABAR = schedules.alphas_cumprod(schedules.cosine(1000))
TRUTH = points.distribution("cat")
TIMESTEPS = trailing(60, ABAR)


def school(
    moments: list[int], seed: int, target: str = "v", batch: int = 256
) -> tuple[Array, list[Denoiser]]:
    """The loss of every batch, and what the network has learned after each of `moments` batches.

    moments: increasing, from 0. Returns losses (moments[-1],) and the denoisers, which use the
    average of the weights.
    """
    learner = Learner.new(seed, target=target)
    batches = train(learner, TRUTH.sample, ABAR, np.random.default_rng(seed), batch)
    losses: list[float] = []
    denoisers = []
    for moment in moments:
        losses += itertools.islice(batches, moment - len(losses))
        weights = {name: w.copy() for name, w in learner.average.weights.items()}
        denoisers.append(learned(mlp.predict(weights), target))
    return np.array(losses), denoisers


def walk(denoise: Denoiser, n: int, seed: int) -> Iterator[Step]:
    """`n` points from static, by 60 steps of DDPM."""
    rng = np.random.default_rng(seed)
    return ddpm(denoise, rng.standard_normal((n, 2)), TIMESTEPS, ABAR, rng)


def distance(x: Array, sets: int = 5) -> float:
    """The sliced Wasserstein distance of points to fresh ones, its median over `sets` sets."""
    rng = np.random.default_rng(len(x))
    fresh = [TRUTH.sample(len(x), rng) for _ in range(sets)]
    return float(np.median([metrics.sliced_wasserstein(x, y) for y in fresh]))


def floor(n: int) -> float:
    """The distance of `n` fresh points to `n` others: the median of 25 tries."""
    rng = np.random.default_rng(n)
    return metrics.floor(metrics.sliced_wasserstein, TRUTH.sample, n, rng, repeats=25)


def led(denoise: Denoiser, x: Array) -> Array:
    """Where 60 steps of DDIM lead the points `x` (n, 2): without any new noise."""
    *_, last = ddim(denoise, x, TIMESTEPS, ABAR)
    return last.xt


def v_loss(denoise: Denoiser, t: int, n: int, seed: int) -> float:
    """The mean squared error in v at step t over n examples: |x0 − x0_hat|²/(1−ᾱ).

    v is (√ᾱ x_t − x0)/√(1−ᾱ), and x_t is known: Salimans & Ho 2022 (arXiv:2202.00512), App. D.
    What the examples have too much or too little of in v² itself, whose mean is known to be 1, is
    taken off: a control variate, which makes as much of n examples as of many more.
    """
    rng = np.random.default_rng([seed, t])
    x0, a = TRUTH.sample(n, rng), float(ABAR[t])
    eps = rng.standard_normal(x0.shape)
    xt = np.sqrt(a) * x0 + np.sqrt(1 - a) * eps
    loss = ((denoise(xt, a) - x0) ** 2).mean() / (1 - a)
    v = np.sqrt(a) * eps - np.sqrt(1 - a) * x0
    return float(loss - ((v**2).mean() - 1))
