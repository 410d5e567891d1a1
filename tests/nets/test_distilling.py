"""A student learns to do in one step what its teacher does in two."""

import itertools

import numpy as np
import pytest

from gen.data import points
from gen.diffusion import schedules
from gen.diffusion.check import Array
from gen.diffusion.denoisers import learned
from gen.diffusion.samplers import ddim
from gen.diffusion.spacing import trailing
from gen.nets import mlp
from gen.nets.distilling import distil, guess, pupil
from gen.nets.mlp import Weights
from gen.nets.training import Learner, train
from gen.train.built import distilled, plane

ABAR = schedules.alphas_cumprod(schedules.cosine(1000))
TRUTH = points.distribution("moons")


@pytest.fixture(scope="module")
def teacher() -> Weights:
    """A network that has learned for a moment."""
    learner = Learner.new(0)
    learner.adam.rate = 5e-3
    for _ in itertools.islice(train(learner, TRUTH.sample, ABAR, np.random.default_rng(0)), 400):
        pass
    return learner.average.weights


def end(weights: Weights, steps: int) -> Array:
    x = np.random.default_rng(5).standard_normal((500, 2))
    *_, last = ddim(learned(mlp.predict(weights), "v"), x, trailing(steps, ABAR), ABAR)
    return last.xt


def test_a_pupil_begins_as_its_teacher_and_leaves_it_alone(teacher: Weights) -> None:
    before = {name: w.copy() for name, w in teacher.items()}
    student = pupil(teacher)
    np.testing.assert_array_equal(end(student.weights, 3), end(teacher, 3))
    next(distil(teacher, student, TRUTH.sample, ABAR, 4, np.random.default_rng(0)))
    for name, w in teacher.items():
        np.testing.assert_array_equal(w, before[name])
        assert not np.shares_memory(w, student.average.weights[name])
    assert any(not np.array_equal(student.weights[name], before[name]) for name in before)


def test_half_the_steps_end_where_the_teachers_end(teacher: Weights) -> None:
    student = pupil(teacher)
    losses = distil(teacher, student, TRUTH.sample, ABAR, 2, np.random.default_rng(0))
    found = list(itertools.islice(losses, 300))
    assert np.mean(found[-30:]) < 0.2 * np.mean(found[:5])
    wanted = end(teacher, 4)
    off = np.abs(end(student.average.weights, 2) - wanted).mean()
    assert off < 0.3 * np.abs(end(teacher, 2) - wanted).mean()


def test_the_same_seed_has_the_same_losses_bit_for_bit(teacher: Weights) -> None:
    runs = []
    for seed in (3, 3, 4):
        rng = np.random.default_rng(seed)
        losses = distil(teacher, pupil(teacher), TRUTH.sample, ABAR, 4, rng, 64)
        runs.append(list(itertools.islice(losses, 10)))
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_a_guess_is_the_denoisers(teacher: Weights) -> None:
    x = np.random.default_rng(1).standard_normal((7, 2))
    for level in (0.0, 0.3, 0.999):
        there = learned(mlp.predict(teacher), "v")(x, level)
        np.testing.assert_allclose(guess(teacher, x, np.full(7, level)), there, atol=1e-12)


def test_what_the_build_keeps_is_one_network_for_each_number_of_steps() -> None:
    found = distilled.learn("moons", steps=(2, 1), batches=3, taught=5)
    names = set(plane.learn("moons", 1).tensors) - {"means", "deviation"}
    assert set(found.tensors) == {f"{count}.{name}" for count in (2, 1) for name in names}
    assert found.about["steps"] == "2 1"
    assert not np.array_equal(found.tensors["2.w1"], found.tensors["1.w1"])
    again = distilled.learn("moons", steps=(2, 1), batches=3, taught=5)
    for name, w in found.tensors.items():
        np.testing.assert_array_equal(w, again.tensors[name])
