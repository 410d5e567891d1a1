"""The network: its gradients against finite differences, its shapes, what it knows of the noise."""

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest

from gen.diffusion import schedules
from gen.nets import mlp


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same code in double precision: what it calls float32 is float64 here."""
    replaced = {name: getattr(np, name) for name in dir(np)} | {"float32": np.float64}
    monkeypatch.setattr(mlp, "np", SimpleNamespace(**replaced))


def batch(n: int = 7) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x_t, ᾱ and answers."""
    return rng(1).standard_normal((n, 2)), rng(2).uniform(0.01, 0.99, n), rng(3).normal(size=(n, 2))


@pytest.mark.usefixtures("double")
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_gradients_are_those_of_finite_differences(depth: int) -> None:
    weights = mlp.initial(rng(), width=5, depth=depth)
    for name in weights:  # the last layer, too, else nothing flows through it; and the biases
        weights[name] = rng(len(name)).normal(size=weights[name].shape) / 2  # type: ignore[assignment]
    xt, abar, answer = batch()

    def loss() -> float:
        return float(((mlp.forward(weights, xt, abar)[0] - answer) ** 2).mean())

    guess, backward = mlp.forward(weights, xt, abar)
    assert guess.dtype == np.float64
    gradients = backward(2 * (guess - answer) / guess.size)
    assert gradients.keys() == weights.keys()
    for name, w in weights.items():
        assert gradients[name].shape == w.shape
        assert np.abs(gradients[name]).max() > 1e-4
        for place in np.ndindex(w.shape):
            slope = central(loss, w, place)
            assert gradients[name][place] == pytest.approx(slope, rel=1e-6, abs=1e-9), name


def central(loss: Callable[[], float], w: np.ndarray, place: tuple, h: float = 1e-5) -> float:
    """The slope of `loss` along one weight."""
    middle = w[place]
    w[place] = middle + h
    above = loss()
    w[place] = middle - h
    below = loss()
    w[place] = middle
    return (above - below) / (2 * h)


@pytest.mark.parametrize("width", [1, 8, 64])
@pytest.mark.parametrize("depth", [1, 3])
def test_shapes_and_precision(width: int, depth: int) -> None:
    weights = mlp.initial(rng(), width, depth)
    assert len(weights) == 2 * (depth + 1)
    assert weights["w1"].shape == (width, 2 + mlp.FEATURES)
    assert weights[f"w{depth + 1}"].shape == (2, width)
    assert {w.dtype for w in weights.values()} == {np.dtype(np.float32)}
    xt, abar, _ = batch(9)
    guess, backward = mlp.forward(weights, xt, abar)
    assert guess.shape == (9, 2)
    assert guess.dtype == np.float32
    assert {g.dtype for g in backward(guess).values()} == {np.dtype(np.float32)}


def test_the_first_guess_is_zero_and_the_first_gradient_is_not() -> None:
    xt, abar, answer = batch()
    guess, backward = mlp.forward(mlp.initial(rng()), xt, abar)
    np.testing.assert_array_equal(guess, 0)
    gradients = backward(guess - answer)
    assert np.abs(gradients["w4"]).max() > 0
    np.testing.assert_array_equal(gradients["w1"], 0)  # nothing passes the zeros yet


def test_weights_are_those_of_the_seed() -> None:
    one, same, other = (mlp.initial(rng(seed)) for seed in (5, 5, 6))
    for name in one:
        np.testing.assert_array_equal(one[name], same[name])
    assert not np.array_equal(one["w1"], other["w1"])


def test_layers_keep_the_size_of_what_flows_through_them() -> None:
    w = mlp.initial(rng(), width=400)
    for name, inputs in (("w1", 2 + mlp.FEATURES), ("w2", 400), ("w3", 400)):
        assert w[name].std() == pytest.approx(np.sqrt(2 / inputs), rel=0.05)


def test_a_point_s_answer_does_not_depend_on_its_neighbours() -> None:
    weights = mlp.initial(rng())
    weights["w4"] = rng(1).standard_normal((2, 64)).astype(np.float32)
    xt, abar, _ = batch(20)
    whole = mlp.predict(weights)(xt, abar)
    np.testing.assert_allclose(mlp.predict(weights)(xt[3:5], abar[3:5]), whole[3:5], rtol=1e-4)


def test_embed_is_finite_at_both_ends_and_tells_all_levels_apart() -> None:
    ends = mlp.embed(np.array([0.0, 1e-300, 1e-9, 0.5, 1 - 1e-9, 1.0]))
    assert ends.shape == (6, mlp.FEATURES)
    assert np.isfinite(ends).all()
    np.testing.assert_array_equal(ends[0], ends[1])  # beyond ±MOST all is alike
    np.testing.assert_allclose(ends[3], [0] * 4 + [1] * 4, atol=1e-7)  # log-SNR 0
    steps = mlp.embed(schedules.alphas_cumprod(schedules.cosine(1000)))
    assert np.abs(np.diff(steps[:-1], axis=0)).max(axis=1).min() > 1e-4


@pytest.mark.parametrize("bad", [{"width": 0}, {"depth": 0}, {"width": 2.5}])
def test_wrong_sizes_are_refused(bad: dict) -> None:
    with pytest.raises(ValueError, match=f"^{next(iter(bad))}: got"):
        mlp.initial(rng(), **bad)
