"""The networks of the scenes in NumPy beside PyTorch's, directly: same weights, same pictures.

tests/nets compare with the answers that are kept in tests/nets/painter.npz; here it is seen that
PyTorch still gives them.
"""

import numpy as np
import pytest
import torch

from gen.nets import judge, painter, text
from gen.train import judge as judge_training
from gen.train import painter as training
from tests.nets import painter_reference as reference

KEPT = np.load(reference.FILE)


@pytest.fixture(scope="module")
def network() -> painter.Painter:
    """Random weights, all of which count."""
    return reference.network()


@pytest.mark.parametrize("seed", range(3))
def test_one_call(network: painter.Painter, seed: int) -> None:
    xt, abar = reference.inputs(seed=100 + seed)
    said = network.read(reference.PROMPTS)
    ours = painter.forward(network.weights, xt, abar, said)
    theirs = reference.peer(network.weights, reference.PROMPTS, reference.VOCABULARY)(xt, abar)
    assert ours.shape == theirs.shape
    assert np.abs(theirs).max() > 0.1
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-4)


def test_one_call_on_latents() -> None:
    network = reference.network(paints=painter.LATENTS)
    xt, abar = reference.inputs(seed=100, paints=painter.LATENTS)
    ours = network.predict(reference.PROMPTS)(xt, abar)
    theirs = reference.peer(network.weights, reference.PROMPTS, reference.VOCABULARY)(xt, abar)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-4)


def test_one_call_on_pictures_of_any_size(network: painter.Painter) -> None:
    """Far larger and far smaller numbers than those that it was taught with."""
    xt, abar = reference.inputs()
    ours, theirs = (
        network.predict(reference.PROMPTS),
        reference.peer(network.weights, reference.PROMPTS, reference.VOCABULARY),
    )
    for scale in (0.0, 1e-3, 30.0):
        np.testing.assert_allclose(
            ours(scale * xt, abar), theirs(scale * xt, abar), rtol=1e-4, atol=2e-4
        )


def test_what_is_kept_is_what_pytorch_says() -> None:
    made = reference.make()
    assert made.keys() == {*KEPT.files}
    np.testing.assert_allclose(made["v"], KEPT["v"], rtol=0, atol=2e-5)
    np.testing.assert_allclose(made["latent"], KEPT["latent"], rtol=0, atol=2e-5)
    np.testing.assert_allclose(made["path"], KEPT["path"], rtol=0, atol=1e-4)


def test_what_is_read_is_the_same(network: painter.Painter) -> None:
    tensors = {name: torch.from_numpy(w) for name, w in network.weights.items()}
    tokens = text.tokenise(reference.PROMPTS, reference.VOCABULARY)
    vectors, there = training.encode(tensors, torch.from_numpy(tokens))
    said = network.read(reference.PROMPTS)
    np.testing.assert_array_equal(said.there, there.numpy())
    ours = np.where(said.there[..., None], said.vectors, 0)
    theirs = np.where(said.there[..., None], vectors.numpy(), 0)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)


def test_before_it_has_learned_it_says_nothing() -> None:
    """Blocks begin as the identity, and the end as 0."""
    weights, again, other = (training.initial(41, seed) for seed in (0, 0, 1))
    assert {name: tuple(w.shape) for name, w in weights.items()} == painter.shapes(41)
    xt, abar = torch.randn(2, 3, 32, 32), torch.tensor([0.1, 0.9], dtype=torch.float64)
    tokens = torch.tensor([[0, 3, 4], [0, -1, -1]])
    assert torch.equal(training.forward(weights, xt, abar, tokens), torch.zeros(2, 3, 32, 32))
    assert all(torch.equal(w, again[name]) for name, w in weights.items())
    assert not torch.equal(weights["in.w"], other["in.w"])


def test_the_gradient_is_the_slope_of_our_network(network: painter.Painter) -> None:
    """What PyTorch differentiates is what NumPy computes: along the gradient, the slope of our
    answer is the length that it has."""
    xt, abar = (part[1:3] for part in reference.inputs())
    prompts = reference.PROMPTS[:2]
    told = np.random.default_rng(1).standard_normal(xt.shape, np.float32)
    theirs = {n: torch.from_numpy(w.copy()).requires_grad_() for n, w in network.weights.items()}
    tokens = torch.from_numpy(text.tokenise(prompts, reference.VOCABULARY))
    channels_first = torch.from_numpy(xt).permute(0, 3, 1, 2)
    v = training.forward(theirs, channels_first, torch.from_numpy(abar), tokens)
    (v.permute(0, 2, 3, 1) * torch.from_numpy(told)).mean().backward()
    for name, w in theirs.items():
        assert w.grad is not None
        length = np.linalg.norm(w.grad.numpy())
        along = w.grad.numpy() / length
        step = 0.02 * np.linalg.norm(network.weights[name]) / len(along) ** 0.5
        ahead, behind = (
            (painter.Painter(
                network.weights | {name: network.weights[name] + s * along}, reference.VOCABULARY
            ).predict(prompts)(xt, abar) * told).mean(dtype=np.float64)
            for s in (step, -step)
        )  # fmt: skip
        assert (ahead - behind) / (2 * step) == pytest.approx(length, rel=0.05, abs=1e-5), name


def test_the_judge_reads_the_same() -> None:
    weights = judge.load()
    x = np.random.default_rng(0).uniform(-1, 1, (6, 32, 32, 3)).astype(np.float32)
    tensors = {name: torch.from_numpy(w) for name, w in weights.items()}
    theirs = judge_training.scores(tensors, torch.from_numpy(x).permute(0, 3, 1, 2))
    ours = judge.scores(weights, x)
    assert ours.keys() == theirs.keys()
    for part, found in ours.items():
        np.testing.assert_allclose(found, theirs[part].numpy(), rtol=0, atol=1e-4)
