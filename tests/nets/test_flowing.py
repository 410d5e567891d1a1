"""The loop that learns a flow: it learns, it repeats itself, and partners straighten its paths."""

import inspect
import itertools

import numpy as np
import pytest

from gen.data import points
from gen.diffusion import flow
from gen.diffusion.paths import straightness
from gen.nets import mlp
from gen.nets.flowing import partners, strangers, train
from gen.nets.training import Learner
from gen.train.built import flow as built
from gen.train.built import plane as diffusion

RING = points.distribution("ring")


def losses(steps: int, seed: int = 0, learner: Learner | None = None) -> list[float]:
    learner = learner or Learner.new(seed, target="u")
    batches = train(learner, strangers(RING.sample), np.random.default_rng(seed), 128)
    return list(itertools.islice(batches, steps))


def test_it_begins_at_the_variance_of_the_answer_and_goes_down() -> None:
    """Who says 0 has the loss var(ε − x0) = 2."""
    found = losses(500)
    assert np.mean(found[:5]) == pytest.approx(2, abs=0.3)
    assert np.mean(found[-100:]) < np.mean(found[:20]) - 0.4


def test_no_network_beats_the_exact_velocity() -> None:
    learner = Learner.new(0, target="u")
    losses(500, learner=learner)
    network = flow.learned(mlp.predict(learner.average.weights))
    exact, rng = flow.from_denoiser(RING.denoiser()), np.random.default_rng(9)
    x0, eps = strangers(RING.sample)(20_000, rng)
    for t in (0.1, 0.5, 0.9):
        xt, u = flow.between(x0, eps, t), eps - x0
        best, got = (((v(xt, t) - u) ** 2).mean() for v in (exact, network))
        assert best - 1e-3 < got < min(1.3 * best, 2)  # who says 0 has 2


def test_the_same_seed_has_the_same_losses_bit_for_bit() -> None:
    assert losses(40, 3) == losses(40, 3) != losses(40, 4)


def test_strangers_are_independent_and_partners_stay_together() -> None:
    rng = np.random.default_rng(2)
    x0, eps = strangers(RING.sample)(20_000, rng)
    assert abs(np.corrcoef(x0[:, 0], eps[:, 0])[0, 1]) < 0.03
    ours, theirs = partners(np.arange(8.0).reshape(4, 2), -np.arange(8.0).reshape(4, 2))(50, rng)
    np.testing.assert_array_equal(ours, -theirs)
    assert len(np.unique(ours[:, 0])) == 4


def test_it_has_as_many_batches_of_the_same_size_at_the_same_rate_as_diffusion() -> None:
    ours, theirs = (inspect.signature(built_by.learn) for built_by in (built, diffusion))
    assert ours == theirs
    about = built.learn("moons", steps=2).about
    assert about == diffusion.learn("moons", steps=2).about
    assert built.STEPS == diffusion.STEPS


def test_taught_again_its_paths_are_straighter() -> None:
    eps = np.random.default_rng(3).standard_normal((200, 2))
    found = []
    for name in built.NAMES:
        weights = dict(built.learn(name, steps=400, batch=256).tensors)
        walk = flow.euler(flow.learned(mlp.predict(weights)), eps, flow.even(40))
        found.append(straightness(np.stack([step.xt for step in walk])))
    assert found[1] < 1.1 < 1.4 < found[0]
