"""Students of a network of the plane: each takes half the steps of the one before it.

The first teacher is the network of gen/train/built/plane.py, learned anew here, bit for bit, since
no training waits for another.
"""

import numpy as np

from gen.data import points
from gen.diffusion import schedules
from gen.nets.distilling import distil, pupil
from gen.train.built import plane
from gen.train.learned import Learned

NAMES = ("moons",)
STEPS = (16, 8, 4, 2, 1)  # of each student; its teacher has twice as many
BATCHES, BATCH, RATE = 400, 256, 1e-2


def learn(
    name: str, steps: tuple[int, ...] = STEPS, batches: int = BATCHES, taught: int | None = None
) -> Learned:
    """The averaged weights of the student for each number of steps, as "<steps>.<weight>".

    Each begins as its teacher and learns from so many batches; the rate falls evenly to nothing.
    taught: how many batches the first teacher learns from, as in plane.py.
    """
    truth = points.distribution(name)
    abar = schedules.alphas_cumprod(schedules.cosine(1000))
    learned = plane.learn(name, taught).tensors
    teacher = {key: np.asarray(w) for key, w in learned.items() if key[0] in "wb"}
    tensors: dict[str, np.ndarray] = {}
    for count in steps:
        student = pupil(teacher)
        rng = np.random.default_rng(count)
        losses = distil(teacher, student, truth.sample, abar, count, rng, BATCH)
        for done in range(batches):
            student.adam.rate = RATE * (1 - done / batches)
            next(losses)
        teacher = student.average.weights
        tensors |= {f"{count}.{key}": w for key, w in teacher.items()}
    about = {"name": name, "batches": str(batches), "batch": str(BATCH)}
    return Learned(tensors, about | {"steps": " ".join(map(str, steps))})
