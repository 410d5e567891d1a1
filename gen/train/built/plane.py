"""One network for each distribution of points, learned with NumPy, as the page's demo does."""

import numpy as np

from gen.data import points
from gen.diffusion import schedules
from gen.nets.training import Learner, train
from gen.train.learned import Learned

NAMES = points.NAMES
STEPS = 3000
# Much line, close together, takes longer: with STEPS these two are a haze where they are crowded.
LONGER = {"spiral": 10_000, "cat": 12_000}


def learn(
    name: str,
    steps: int | None = None,
    batch: int = 512,
    depth: int = 4,
    rate: float = 1e-2,
    seed: int = 0,
) -> Learned:
    """The averaged weights after `steps` batches, and the distribution that they have learned.

    Without `steps`, as many as that distribution takes: LONGER, or else STEPS. The learning
    rate stays for a tenth of the way, and then falls evenly to a hundredth.
    """
    steps = steps or LONGER.get(name, STEPS)
    truth = points.distribution(name)
    abar = schedules.alphas_cumprod(schedules.cosine(1000))
    learner = Learner.new(seed, depth=depth)
    losses = train(learner, truth.sample, abar, np.random.default_rng(seed), batch)
    for step in range(steps):
        learner.adam.rate = rate * max(min(1, (1 - step / steps) / 0.9), 0.01)
        next(losses)
    mixture = {"means": truth.means, "deviation": np.array([truth.deviation])}
    about = {"name": name, "steps": str(steps), "batch": str(batch), "seed": str(seed)}
    return Learned({**learner.average.weights, **mixture}, about)
