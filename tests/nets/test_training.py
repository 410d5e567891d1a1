"""The training loop: it learns, it repeats itself, and its three targets are one thing."""

import itertools

import numpy as np
import pytest

from gen.data import points
from gen.diffusion import schedules
from gen.diffusion.denoisers import Denoiser, learned
from gen.diffusion.process import eps_from_v, eps_from_x0, q_sample, x0_from_eps, x0_from_v
from gen.nets import mlp
from gen.nets.training import Learner, answers, train

ABAR = schedules.alphas_cumprod(schedules.cosine(1000))
TARGETS = ("eps", "x0", "v")


def losses(steps: int, seed: int = 0, learner: Learner | None = None, target: str = "v") -> list:
    learner = learner or Learner.new(seed, target=target)
    sample = points.distribution("ring").sample
    return list(
        itertools.islice(train(learner, sample, ABAR, np.random.default_rng(seed), 128), steps)
    )


@pytest.mark.parametrize("target", TARGETS)
def test_it_learns(target: str) -> None:
    """It begins where a network that says 0 is, at the variance 1, and goes down from there."""
    found = losses(500, target=target)
    assert np.mean(found[:5]) == pytest.approx(1, abs=0.15)
    assert np.mean(found[-100:]) < np.mean(found[:20]) - 0.05


def test_no_network_beats_the_exact_denoiser() -> None:
    learner = Learner.new(0)
    losses(500, learner=learner)
    truth, rng = points.distribution("ring"), np.random.default_rng(9)
    network = learned(mlp.predict(learner.average.weights), "v")
    x0 = truth.sample(20_000, rng)
    for t in (100, 400, 800):
        xt = q_sample(x0, t, rng.standard_normal(x0.shape), ABAR)
        best = ((truth.denoiser()(xt, ABAR[t]) - x0) ** 2).mean()
        got = ((network(xt, ABAR[t]) - x0) ** 2).mean()
        nothing = ((ABAR[t] ** 0.5 * xt - x0) ** 2).mean()  # who says v = 0
        assert best - 1e-3 < got < nothing + 1e-3


def test_the_same_seed_has_the_same_losses_bit_for_bit() -> None:
    one, same, other = losses(60, 3), losses(60, 3), losses(60, 4)
    assert one == same
    assert one != other


def test_going_on_is_as_if_one_had_never_stopped() -> None:
    learner, rng = Learner.new(1), np.random.default_rng(1)
    batches = train(learner, points.distribution("ring").sample, ABAR, rng, 128)
    parts = [*itertools.islice(batches, 20), *itertools.islice(batches, 30)]
    assert parts == losses(50, 1)


def test_the_average_is_not_the_weights() -> None:
    learner = Learner.new(0)
    losses(30, learner=learner)
    for name, w in learner.weights.items():
        assert not np.shares_memory(w, learner.average.weights[name])
    assert not np.array_equal(learner.weights["w2"], learner.average.weights["w2"])
    assert learner.adam.step == learner.average.step == 30


def test_each_of_the_three_targets_tells_the_other_two() -> None:
    rng = np.random.default_rng(0)
    x0, eps = rng.standard_normal((2, 50, 2))
    t = rng.integers(1, 980, 50)
    xt, told = q_sample(x0, t, eps, ABAR), answers(x0, t, eps, ABAR)
    assert set(told) == set(TARGETS)
    np.testing.assert_allclose(x0_from_eps(xt, t, told["eps"], ABAR), x0, atol=1e-9)
    np.testing.assert_allclose(x0_from_v(xt, t, told["v"], ABAR), x0, atol=1e-12)
    np.testing.assert_allclose(eps_from_v(xt, t, told["v"], ABAR), eps, atol=1e-12)
    np.testing.assert_allclose(eps_from_x0(xt, t, told["x0"], ABAR), eps, atol=1e-9)


def saying(answer: np.ndarray, target: str) -> Denoiser:
    """The guess of a network that says `answer`, whatever it sees."""
    return learned(lambda xt, abar: answer, target)


@pytest.mark.parametrize("target", TARGETS)
def test_a_perfect_answer_is_the_perfect_guess(target: str) -> None:
    """`learned` undoes what `answers` asks for, for each target."""
    rng = np.random.default_rng(0)
    x0, eps = rng.standard_normal((2, 50, 2))
    for t in (0, 300, 950):
        told = answers(x0, np.full(50, t), eps, ABAR)[target]
        guess = saying(told, target)(q_sample(x0, t, eps, ABAR), float(ABAR[t]))
        np.testing.assert_allclose(guess, x0, atol=1e-9)


def test_an_unknown_target_is_no_target() -> None:
    with pytest.raises(KeyError, match="cat"):
        losses(1, target="cat")
