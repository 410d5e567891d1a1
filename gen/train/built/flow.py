"""Networks that learned a flow, for as many batches of the same size as those of plane.py.

"moons" learns from strangers: any point of the moons with any static. "moons_again" then learns
from partners: static, and where "moons" led it ("reflow", Sec. 2.1 of Liu et al. 2022,
arXiv:2209.03003).
"""

import numpy as np

from gen.data import points
from gen.diffusion import flow
from gen.diffusion.check import Array
from gen.nets import mlp
from gen.nets.flowing import Pairs, partners, strangers, train
from gen.nets.mlp import Weights
from gen.nets.training import Learner
from gen.train.built.plane import LONGER, STEPS
from gen.train.learned import Learned

AGAIN = "_again"
NAMES = ("moons", "moons" + AGAIN)
PARTNERS = 10_000
LED = 60  # Euler steps that lead each of them


def learn(
    name: str,
    steps: int | None = None,
    batch: int = 512,
    depth: int = 4,
    rate: float = 1e-2,
    seed: int = 0,
) -> Learned:
    """The averaged weights after `steps` batches: batches, sizes and rates are those of plane.py.

    One that learns again is the first one taught anew from nothing, for as many batches.
    """
    distribution = name.removesuffix(AGAIN)
    steps = steps or LONGER.get(distribution, STEPS)
    lesson = strangers(points.distribution(distribution).sample)
    weights = taught(lesson, steps, batch, depth, rate, seed)
    if name.endswith(AGAIN):
        eps = np.random.default_rng([seed, 1]).standard_normal((PARTNERS, 2))
        lesson = partners(led(weights, eps), eps)
        weights = taught(lesson, steps, batch, depth, rate, seed)
    return Learned(
        weights, {"name": name, "steps": str(steps), "batch": str(batch), "seed": str(seed)}
    )


def taught(pairs: Pairs, steps: int, batch: int, depth: int, rate: float, seed: int) -> Weights:
    """One network. Its rate stays for a tenth of the way, and then falls evenly to a hundredth."""
    learner = Learner.new(seed, depth=depth, target="u")
    losses = train(learner, pairs, np.random.default_rng(seed), batch)
    for step in range(steps):
        learner.adam.rate = rate * max(min(1, (1 - step / steps) / 0.9), 0.01)
        next(losses)
    return learner.average.weights


def led(weights: Weights, eps: Array) -> Array:
    """Where the network leads static (N, 2)."""
    velocity = flow.learned(mlp.predict(weights))
    *_, last = flow.euler(velocity, eps, flow.even(LED))
    return last.xt
