"""The network that paints, in NumPy beside PyTorch, directly; and what runs it fast."""

import numpy as np
import pytest
import torch

from gen.nets import judge, painter
from gen.train import judge as judge_training
from gen.train import painter as training
from gen.train.fast import FastPainter
from tests.nets import painter_reference as reference


@pytest.mark.parametrize("seed", range(3))
def test_one_call(seed: int) -> None:
    weights = reference.weights(seed)
    xt, abar = reference.inputs(100 + seed)
    ours = painter.Painter(weights, reference.VOCABULARY).predict(reference.PROMPTS)(xt, abar)
    theirs = reference.peer(weights, reference.PROMPTS, reference.VOCABULARY)(xt, abar)
    assert np.abs(theirs).max() > 0.1
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-4)


def test_what_is_kept_is_what_pytorch_says() -> None:
    made, kept = reference.make(), np.load(reference.FILE)
    assert made.keys() == {*kept.files}
    np.testing.assert_allclose(made["v"], kept["v"], rtol=0, atol=1e-5)
    np.testing.assert_allclose(made["path"], kept["path"], rtol=0, atol=1e-4)


def test_fast_is_the_same_with_one_prompt_or_one_for_each() -> None:
    slow = reference.network()
    fast, (xt, abar) = FastPainter(slow), reference.inputs()
    for prompts in (reference.PROMPTS, ["a red car"], [""]):
        np.testing.assert_allclose(
            fast.predict(prompts)(xt, abar), slow.predict(prompts)(xt, abar), rtol=0, atol=1e-4
        )
    x = np.random.default_rng(0).standard_normal((2, 32, 32, 3))
    ours, theirs = (one.denoiser(["a red car"])(x, 0.3) for one in (slow, fast))
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=1e-4)


def test_before_it_has_learned_it_says_nothing() -> None:
    vocabulary = len(reference.VOCABULARY)
    weights = training.initial(vocabulary, 0)
    assert {name: tuple(w.shape) for name, w in weights.items()} == painter.shapes(vocabulary)
    xt, abar = map(torch.from_numpy, reference.inputs())
    tokens = torch.zeros((len(xt), 2), dtype=torch.long)
    v = training.forward(weights, xt.permute(0, 3, 1, 2), abar, tokens)
    assert torch.equal(v, torch.zeros(len(xt), 3, 32, 32))


def test_the_judge_reads_as_pytorch_does() -> None:
    rng = np.random.default_rng(0)
    shapes = judge.shapes(judge_training.WORDS)
    weights = {
        name: (rng.standard_normal(shape) * shape[-1] ** -0.5).astype(np.float32)
        for name, shape in shapes.items()
    }
    pictures = rng.uniform(-1, 1, (4, 32, 32, 3)).astype(np.float32)
    ours = judge.scores(weights, pictures)
    tensors = {name: torch.from_numpy(w) for name, w in weights.items()}
    theirs = judge_training.scores(tensors, torch.from_numpy(pictures).permute(0, 3, 1, 2))
    assert ours.keys() == theirs.keys() == judge_training.WORDS.keys()
    for part, scores in ours.items():
        np.testing.assert_allclose(scores, theirs[part].numpy(), rtol=0, atol=1e-4)
        assert np.ptp(scores) > 0.1
