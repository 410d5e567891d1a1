"""How near teacher and students come, each with few steps: measured once, shown twice."""

import functools

from gen.diffusion.spacing import trailing
from gen.figures.cost._counted import apart, known
from gen.live import students
from gen.train.tested import ABAR

TAUGHT = 32  # steps of the first teacher


@functools.cache
def measured() -> tuple[dict[int, float], dict[int, float]]:
    """The MMD to fresh points by the number of steps: of the teacher, and of its students."""
    counts = students.steps()
    taught = {n: apart(known().learned(), "ddim", trailing(n, ABAR)) for n in (*counts, TAUGHT)}
    return taught, {n: apart(students.student(n), "ddim", trailing(n, ABAR)) for n in counts}
