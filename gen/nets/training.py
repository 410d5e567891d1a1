"""How a network learns to un-noise: the same loop in the build and in the reader's page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gen.diffusion.check import Array
from gen.diffusion.process import q_sample, v_from_x0_eps
from gen.nets import mlp
from gen.nets.adam import Adam, Average
from gen.nets.mlp import Weights

Sample = Callable[[int, np.random.Generator], Array]


@dataclass
class Learner:
    """Everything that changes while learning. `target` is what the network is asked to name."""

    weights: Weights
    average: Average
    adam: Adam
    target: str = "v"

    @classmethod
    def new(cls, seed: int, width: int = 64, depth: int = 3, target: str = "v") -> "Learner":
        """A network that knows nothing yet. Raises ValueError."""
        weights = mlp.initial(np.random.default_rng(seed), width, depth)
        average = Average({name: w.copy() for name, w in weights.items()})
        return cls(weights, average, Adam(), target)


def train(
    learner: Learner, sample: Sample, abar: Array, rng: np.random.Generator, batch: int = 256
) -> Iterator[float]:
    """Learn, one batch at a time and without end; gives the loss of each.

    Algorithm 1 of Ho et al. 2020 (arXiv:2006.11239), with v for ε: Salimans & Ho 2022
    (arXiv:2202.00512). sample: (n, rng) → x0 (n, 2). abar: alphas_cumprod (T,).
    """
    while True:
        x0 = sample(batch, rng)  # examples
        t = rng.integers(0, len(abar), size=batch)  # a random step for each
        eps = rng.standard_normal(x0.shape)  # the noise. We put it in, so we know it
        xt = q_sample(x0, t, eps, abar)  # the question
        answer = answers(x0, t, eps, abar)[learner.target]
        guess, backward = mlp.forward(learner.weights, xt, abar[t])
        error = guess - answer.astype(np.float32)
        learner.adam.update(learner.weights, backward(2 * error / error.size))
        learner.average.follow(learner.weights)
        yield float(np.mean(error**2))


def answers(x0: Array, t: npt.NDArray[np.integer], eps: Array, abar: Array) -> dict[str, Array]:
    """The three things that a network can be asked to name; each tells the other two."""
    return {"eps": eps, "x0": x0, "v": v_from_x0_eps(x0, t, eps, abar)}
