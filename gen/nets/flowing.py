"""How a network learns a flow: the loop of training.py, with a line in place of the arc."""

from collections.abc import Callable, Iterator

import numpy as np

from gen.diffusion.check import Array
from gen.diffusion.flow import abar_of, between
from gen.nets import mlp
from gen.nets.training import Learner, Sample

Pairs = Callable[[int, np.random.Generator], tuple[Array, Array]]


def train(
    learner: Learner, pairs: Pairs, rng: np.random.Generator, batch: int = 256
) -> Iterator[float]:
    """Learn the velocity, one batch at a time and without end; gives the loss of each.

    Eq. 1 of Liu et al. 2022 (arXiv:2209.03003). pairs: (n, rng) → x0 (n, 2), eps (n, 2).
    """
    while True:
        x0, eps = pairs(batch, rng)  # two ends of each line
        t = rng.random(batch)  # a random time for each
        xt = between(x0, eps, t)  # the question
        answer = eps - x0  # the whole way, whatever t
        guess, backward = mlp.forward(learner.weights, xt, abar_of(t))
        error = guess - answer.astype(np.float32)
        learner.adam.update(learner.weights, backward(2 * error / error.size))
        learner.average.follow(learner.weights)
        yield float(np.mean(error**2))


def strangers(sample: Sample) -> Pairs:
    """Fresh data and fresh static that have nothing to do with each other."""

    def pairs(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x0 = sample(n, rng)
        return x0, rng.standard_normal(x0.shape)

    return pairs


def partners(x0: Array, eps: Array) -> Pairs:
    """Drawn from the pairs (x0[i], eps[i]): static, and where a flow has led it. (N, D) each."""

    def pairs(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        which = rng.integers(len(x0), size=n)
        return x0[which], eps[which]

    return pairs
