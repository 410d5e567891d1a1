"""What the lesson on learning claims, held against what the build computed."""

from typing import Any

import numpy as np
import pytest

from gen.diffusion import metrics
from gen.diffusion.denoisers import Denoiser, exact, learned
from gen.figures.learning import _school, average, line, loss, views
from gen.nets import mlp
from gen.nets.training import Learner, answers
from gen.registry import built, figures
from gen.site.numbers import Numbers


@pytest.fixture(scope="module")
def number() -> dict:
    """All numbers that lessons may quote, without their "learning."."""
    values = Numbers.collect().values.items()
    return {k.removeprefix("learning."): v for k, v in values if k.startswith("learning.")}


def test_no_two_figures_of_the_lesson_disagree() -> None:
    assert not [name for name in Numbers.collect().conflicts if name.startswith("learning.")]


def test_the_opening_begins_with_everything_and_ends_with_one(number: dict) -> None:
    shown = built()["learning/average"]["steps"]["readouts"][1]["values"]
    left = [int(value) for value in shown]
    assert left[0] > 0.95 * number["pictures"]
    assert left[-1] == 1
    assert 20 < number["average_left"] < number["pictures"] / 5  # a blur, but no longer the mean
    assert 0 < number["average_closer"] < number["average_tried"]  # the admission is needed


def test_the_opening_is_one_of_those_that_lean_right() -> None:
    entry: dict[str, Any] = figures()["learning/average"].parameters
    t = average.steps(entry["levels"], _school.ABAR)[entry["start"]]
    abar_t = float(_school.ABAR[t])
    assert average.leans_right(average.pictures(), entry["picked"], abar_t, entry["seed"])


def test_the_opening_s_guess_is_the_weighted_mean_of_its_candidates() -> None:
    """The weights written out by Bayes' rule; the entropy of equal weights is their number."""
    known = average.pictures(side=6, shifts=3)
    rng, a = np.random.default_rng(0), 0.05
    xt = np.sqrt(a) * known[4] + np.sqrt(1 - a) * rng.standard_normal(known[4].shape)
    log_p = -((xt - np.sqrt(a) * known) ** 2).sum(axis=(1, 2, 3)) / (2 * (1 - a))
    p = np.exp(log_p - np.logaddexp.reduce(log_p))
    np.testing.assert_allclose(exact(known)(xt[None], a)[0], np.tensordot(p, known, 1), atol=1e-10)
    entropy = -np.sum(p * np.log(p))
    assert average.candidates(xt, a, known) == pytest.approx(np.exp(entropy), rel=1e-9)
    assert average.candidates(xt, 0.0, known) == pytest.approx(len(known))


def test_the_pictures_are_all_different_and_mirrored() -> None:
    known = average.pictures(side=20, shifts=4)
    assert len(np.unique(known.reshape(len(known), -1), axis=0)) == len(known) == 32
    np.testing.assert_array_equal(known[16:], known[:16, :, ::-1])
    assert np.abs(known).max() <= 1


def test_the_mean_costs_least_on_a_toss_of_a_coin(number: dict) -> None:
    assert number["error_best"] < number["error_certain"]
    assert number["guess"] == pytest.approx(2 * number["right"] - 1, abs=1e-9)
    rng, a, n = np.random.default_rng(0), number["signal"] ** 2, 2_000_000
    x0 = rng.choice([-1.0, 1.0], n)
    xt = np.sqrt(a) * x0 + np.sqrt(1 - a) * rng.standard_normal(n)
    near = x0[np.abs(xt - number["seen"]) < 0.02]  # those that look like what is seen
    assert near.mean() == pytest.approx(number["guess"], abs=0.02)
    assert ((near - 1) ** 2).mean() == pytest.approx(number["error_certain"], abs=0.03)
    assert ((near - number["guess"]) ** 2).mean() == pytest.approx(number["error_best"], abs=0.03)


def test_the_map_is_a_density_at_every_step() -> None:
    x = np.linspace(-6, 6, 4001)
    p = line.density(np.array([0.05, 0.3, 0.6, 1.0]), x)
    np.testing.assert_allclose(p.sum(axis=0) * (x[1] - x[0]), 1, atol=1e-6)
    bell = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    np.testing.assert_allclose(p[:, -1], bell, atol=1e-3)


def test_the_loss_ends_hardly_below_one_and_above_the_best(number: dict) -> None:
    assert 0.85 < number["loss_least"] < number["loss_network"] < 1
    assert number["loss_network"] == pytest.approx(number["loss_end"], abs=0.02)
    assert 0.5 < number["loss_learned"] < 1
    assert number["loss_easiest_at"] < 0.15  # the dip is near the clean end


def test_the_measured_loss_is_the_loss_of_the_training() -> None:
    """`v_loss` against the training's own error in v, for a denoiser and for who says nothing."""
    truth, t, n = _school.TRUTH, 150, 200_000
    rng, a = np.random.default_rng(5), float(_school.ABAR[150])
    x0 = truth.sample(n, rng)
    eps = rng.standard_normal(x0.shape)
    xt = np.sqrt(a) * x0 + np.sqrt(1 - a) * eps
    v = answers(x0, np.full(n, t), eps, _school.ABAR)["v"]
    v_hat = (np.sqrt(a) * xt - truth.denoiser()(xt, a)) / np.sqrt(1 - a)
    measured = _school.v_loss(truth.denoiser(), t, 20_000, seed=1)
    assert measured == pytest.approx(((v_hat - v) ** 2).mean(), abs=0.01)
    nothing = learned(mlp.predict(Learner.new(0).weights), "v")  # its first answer is 0
    assert _school.v_loss(nothing, t, 500, seed=1) == pytest.approx(1, abs=1e-6)


def test_blocks_are_means() -> None:
    at, mean = loss.blocks(np.arange(250.0))
    np.testing.assert_array_equal(mean, [49.5, 149.5])
    np.testing.assert_array_equal(at, [50, 150])


def test_what_is_drawn_gets_nearer_to_the_truth(number: dict) -> None:
    assert number["distance_start"] > 3 * number["floor"]
    assert number["distance"] < 2 * number["floor"]


def test_the_floor_is_what_fresh_points_have() -> None:
    fresh = _school.TRUTH.sample(1000, np.random.default_rng(0))
    blurred = fresh + 0.5 * np.random.default_rng(1).standard_normal(fresh.shape)
    assert _school.distance(fresh) < 2.5 * _school.floor(1000) < _school.distance(blurred)
    assert metrics.sliced_wasserstein(fresh, fresh) == 0


def test_school_is_one_training_watched_at_moments() -> None:
    losses, (first, early, late) = _school.school([0, 5, 12], seed=3, batch=64)
    alone, (same,) = _school.school([12], seed=3, batch=64)
    assert losses.shape == (12,)
    np.testing.assert_array_equal(losses, alone)
    x = np.random.default_rng(0).standard_normal((4, 2))
    np.testing.assert_array_equal(late(x, 0.3), same(x, 0.3))
    np.testing.assert_allclose(first(x, 0.3), np.sqrt(0.3) * x)  # v = 0: it knows nothing
    assert not np.array_equal(early(x, 0.3), late(x, 0.3))


def test_each_target_is_worst_where_the_lesson_says(number: dict) -> None:
    assert number["off_x0_clean"] > 10 * number["off_v_clean"]
    assert number["off_x0_clean"] > 10 * number["off_eps_clean"]
    assert number["off_eps_static"] > 50 * number["off_v_static"]
    assert number["off_eps_static"] > 50 * number["off_x0_static"]


def test_what_it_comes_to_is_what_the_lesson_says(number: dict) -> None:
    assert number["view_x0"] > 1.2 * max(number["view_eps"], number["view_v"])
    assert number["view_eps"] == pytest.approx(number["view_v"], rel=0.25)
    assert number["view_eps_most"] > number["view_v_most"]
    assert number["size_eps_first"] > 2
    assert number["size_eps_later"] < 1.2
    for target in ("x0", "v"):
        assert number[f"size_{target}_first"] == pytest.approx(1, abs=0.05)


def saying(answer: np.ndarray, target: str) -> Denoiser:
    """The guess of a network that says `answer`, whatever it sees."""
    return learned(lambda xt, abar: answer, target)


def test_errors_are_scaled_as_the_lesson_says() -> None:
    """An error of 1e-6 in what is named, and how much of it arrives in the guess."""
    rng = np.random.default_rng(0)
    x0, eps = rng.standard_normal((2, 1, 2))
    for t in (20, 400, 900):
        a = float(_school.ABAR[t])
        signal, noise = np.sqrt(a), np.sqrt(1 - a)
        xt = signal * x0 + noise * eps
        for target, factor in (("eps", noise / signal), ("x0", 1.0), ("v", noise)):
            told = answers(x0, np.array([t]), eps, _school.ABAR)[target]
            guess = saying(told + 1e-6, target)(xt, a)
            np.testing.assert_allclose(np.abs(guess - x0), 1e-6 * factor, rtol=1e-3)
    assert views.times(np.array([0.5, 9.999, 20_000.0])) == ["×0.50", "×10", "×20,000"]
