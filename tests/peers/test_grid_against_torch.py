"""The lab's network in NumPy beside PyTorch's, directly: the same weights, the same pictures.

tests/nets/test_grid.py compares with the answers that are kept in tests/nets/grid.npz; here it is
seen that PyTorch still gives them.
"""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from gen.nets import grid
from gen.train import grid as training
from gen.train import layers
from tests.nets import reference

WEIGHTS: dict[str, Callable[[], grid.Weights]] = {"random": reference.weights, "trained": grid.load}


@pytest.fixture(params=WEIGHTS, scope="module")
def weights(request: pytest.FixtureRequest) -> grid.Weights:
    """Random weights, and those that the site is made with."""
    return WEIGHTS[request.param]()


@pytest.mark.parametrize("seed", range(5))
def test_one_call(weights: grid.Weights, seed: int) -> None:
    xt, abar = reference.inputs(8, seed=100 + seed)
    ours, theirs = grid.forward(weights, xt, abar), reference.peer(weights)(xt, abar)
    assert ours.shape == theirs.shape
    assert ours.dtype == theirs.dtype
    assert np.abs(theirs).max() > 0.1
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-4)


def test_one_call_on_pictures_of_any_size(weights: grid.Weights) -> None:
    """Far larger and far smaller numbers than those that it was taught with."""
    xt, abar = reference.inputs(8)
    for scale in (0.0, 1e-3, 30.0):
        ours = grid.forward(weights, scale * xt, abar)
        theirs = reference.peer(weights)(scale * xt, abar)
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)


def test_a_trajectory(weights: grid.Weights) -> None:
    ours = reference.trajectory(grid.predict(weights))
    theirs = reference.trajectory(reference.peer(weights))
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-3)


def test_what_is_kept_is_what_pytorch_says() -> None:
    made, kept = reference.make(), np.load(reference.FILE)
    assert made.keys() == {*kept.files}
    for name in ("xt", "abar"):
        np.testing.assert_array_equal(made[name], kept[name])
    np.testing.assert_allclose(made["v"], kept["v"], rtol=0, atol=1e-5)
    np.testing.assert_allclose(made["path"], kept["path"], rtol=0, atol=1e-4)


def test_fold_and_unfold_are_theirs() -> None:
    x = torch.randn((2, 3, 8, 12), generator=torch.Generator().manual_seed(0))
    folded = layers.fold(x)
    ours = grid.fold(x.permute(0, 2, 3, 1).numpy())
    np.testing.assert_array_equal(ours, folded.permute(0, 2, 3, 1).numpy())
    assert torch.equal(layers.unfold(folded), x)


def test_before_it_has_learned_it_says_nothing() -> None:
    """Blocks begin as the identity, and the end as 0: but all that is random gets a gradient."""
    weights = training.initial(0)
    assert {name: tuple(w.shape) for name, w in weights.items()} == grid.shapes()
    xt, abar = map(torch.from_numpy, reference.inputs(3))
    assert torch.equal(training.forward(weights, xt, abar), torch.zeros(3, 32, 32))
    again, other = training.initial(0), training.initial(1)
    assert all(torch.equal(w, again[name]) for name, w in weights.items())
    assert not torch.equal(weights["in.w"], other["in.w"])


def test_the_gradient_is_the_slope_of_our_network() -> None:
    """What PyTorch differentiates is what NumPy computes: along random directions, the slope of
    our answer is the one that its gradient names."""
    ours = reference.weights()
    xt, abar = reference.inputs(2)
    told = np.random.default_rng(1).standard_normal((2, 32, 32), np.float32)
    theirs = {name: torch.from_numpy(w.copy()).requires_grad_() for name, w in ours.items()}
    (training.forward(theirs, torch.from_numpy(xt), torch.from_numpy(abar))
     * torch.from_numpy(told)).mean().backward()  # fmt: skip
    for name, w in theirs.items():
        assert w.grad is not None
        along = w.grad.numpy() / np.linalg.norm(w.grad.numpy())
        step = 0.02 * np.linalg.norm(ours[name]) / len(along) ** 0.5
        ahead, behind = (
            (grid.forward(ours | {name: ours[name] + s * along}, xt, abar) * told).mean(
                dtype=np.float64
            )
            for s in (step, -step)
        )
        slope = (ahead - behind) / (2 * step)
        assert slope == pytest.approx(np.linalg.norm(w.grad.numpy()), rel=0.03), name
