"""A teacher and its students, from the same static with the same number of steps."""

import numpy as np

from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser
from gen.diffusion.samplers import ddim
from gen.diffusion.spacing import trailing
from gen.figures.cost._counted import POINTS, floor, known
from gen.figures.cost._distilled import TAUGHT, measured
from gen.live.students import STUDENTS, steps, student
from gen.nets import safetensors
from gen.render.figure import Readout, Steps
from gen.render.points import Group, Panel, Points
from gen.train.built.plane import STEPS
from gen.train.tested import ABAR

ASTRAY = 0.2  # a particle farther than that from every centre of the moons, whose width is 0.04


def figure(n: int = 1200, seed: int = 1) -> Points:
    """The end of DDIM's walk from `n` points of static, for each number of steps of a student.

    `numbers`: the MMD of both to fresh points; how far the student of one step ends from where
    the teacher ends after all its steps, from the same static, beside two of the teacher's ends.
    """
    counts = steps()
    x = np.random.default_rng(seed).standard_normal((n, 2))
    teacher = [end(known().learned(), x, count) for count in counts]
    taught = [end(student(count), x, count) for count in counts]
    by_teacher, by_student = measured()
    last, least = end(known().learned(), x, TAUGHT), floor()
    about = safetensors.about(STUDENTS)
    batches = int(about["batches"])
    return Points(
        panels=[
            Panel([Group(np.stack(teacher), "guess")], "the teacher", role="guess"),
            Panel([Group(np.stack(taught), "guess")], "its student", role="guess"),
            Panel([Group(np.repeat(last[None], len(counts), axis=0), "signal")],
                  f"the teacher, {TAUGHT} steps", role="signal"),
        ],
        steps=Steps(
            [str(count) for count in counts],
            start=0,
            per_second=1,
            unit="steps",
            readouts=[
                Readout("teacher", [by_teacher[c] for c in counts], "guess", ".3f", "teacher, MMD"),
                Readout("student", [by_student[c] for c in counts], "guess", ".3f", "student, MMD"),
                Readout("floor", np.full(len(counts), least), "truth", ".3f", "real to real, MMD"),
            ],
        ),
        extent=2.6,
        numbers={
            "taught": TAUGHT,
            "students": len(counts),
            "student_batches": batches,
            "student_all_batches": batches * len(counts),
            "teacher_batches": STEPS,
            "judged_points": POINTS,
            "students_floor": least,
            **{f"teacher_{c}": value for c, value in by_teacher.items()},
            **{f"student_{c}": value for c, value in by_student.items()},
            "astray_from": ASTRAY,
            "astray_student": astray(taught[0]),
            "astray_teacher": astray(last),
            "same_end": float(np.linalg.norm(taught[0] - last, axis=1).mean()),
            "other_end": float(np.linalg.norm(last[1:] - last[:-1], axis=1).mean()),
        },
    )  # fmt: skip


def astray(x: Array) -> float:
    """Which part of x (n, 2) lies on no moon."""
    square = ((x[:, None] - known().truth.means) ** 2).sum(axis=-1).min(axis=1)
    return float((square > ASTRAY**2).mean())


def end(denoise: Denoiser, x: Array, count: int) -> Array:
    """Where `count` steps of DDIM lead x (n, 2)."""
    *_, last = ddim(denoise, x, trailing(count, ABAR), ABAR)
    return last.xt
