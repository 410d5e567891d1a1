"""How a network learns to do in one step what its teacher does in two."""

from collections.abc import Iterator

import numpy as np

from gen.diffusion.check import Array
from gen.diffusion.distillation import ddim_step, one_for_two
from gen.diffusion.spacing import abar_at, trailing
from gen.nets import mlp
from gen.nets.adam import Adam, Average
from gen.nets.mlp import Weights
from gen.nets.training import Learner, Sample


def pupil(teacher: Weights) -> Learner:
    """A student that knows what its teacher knows, and nothing of steps yet."""
    weights = {name: w.copy() for name, w in teacher.items()}
    return Learner(weights, Average({name: w.copy() for name, w in teacher.items()}), Adam())


def distil(
    teacher: Weights,
    student: Learner,
    sample: Sample,
    abar: Array,
    steps: int,
    rng: np.random.Generator,
    batch: int = 256,
) -> Iterator[float]:
    """Learn to take `steps` steps for the teacher's 2 `steps`, a batch at a time, without end.

    Algorithm 2 of Salimans & Ho 2022 (arXiv:2202.00512). Both name v, so the loss is that of v:
    their weighting "SNR + 1". The steps are those of `spacing.trailing`. sample: (n, rng) → x0
    (n, 2). abar: alphas_cumprod (T,). Gives the loss of each batch.
    """
    levels = np.append(abar_at(trailing(2 * steps, abar), abar), 1.0)  # the teacher's
    while True:
        x0, eps = sample(batch, rng), rng.standard_normal((batch, 2))
        i = 2 * rng.integers(0, steps, size=batch)  # every second is the student's, too
        start, half, end = levels[i], levels[i + 1], levels[i + 2]
        xt = np.sqrt(start)[:, None] * x0 + np.sqrt(1 - start)[:, None] * eps
        once = ddim_step(xt, guess(teacher, xt, start), start, half)
        twice = ddim_step(once, guess(teacher, once, half), half, end)
        wanted = one_for_two(xt, twice, start, end)
        v = (np.sqrt(start)[:, None] * xt - wanted) / np.sqrt(1 - start)[:, None]
        answer, backward = mlp.forward(student.weights, xt, start)
        error = answer - v.astype(np.float32)
        student.adam.update(student.weights, backward(2 * error / error.size))
        student.average.follow(student.weights)
        yield float(np.mean(error**2))


def guess(weights: Weights, xt: Array, abar_t: Array) -> Array:
    """x0_hat = √ᾱ x_t − √(1−ᾱ) v, App. D of Salimans & Ho 2022. xt: (B, 2). abar_t: (B,)."""
    v = mlp.forward(weights, xt, abar_t)[0].astype(np.float64)
    return np.sqrt(abar_t)[:, None] * xt - np.sqrt(1 - abar_t)[:, None] * v
