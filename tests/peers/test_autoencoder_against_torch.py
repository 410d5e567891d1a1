"""The autoencoders in NumPy beside PyTorch's, directly, and how they are taught."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from gen.nets import autoencoder as nets
from gen.train import autoencoder as teaching
from gen.train import kept, training
from tests.nets import autoencoder_reference as reference

KEPT = np.load(reference.FILE)


@pytest.mark.parametrize("factor", nets.ENCODER)
def test_one_call(factor: int) -> None:
    weights, x = reference.weights(factor, seed=1), reference.pictures(seed=2)
    mean, log_variance, picture = reference.peer(weights, x, factor)
    ours = nets.encode(weights, x, factor)
    np.testing.assert_allclose(ours[0], mean, rtol=0, atol=1e-4)
    np.testing.assert_allclose(ours[1], log_variance, rtol=0, atol=1e-4)
    np.testing.assert_allclose(nets.decode(weights, mean, factor), picture, rtol=0, atol=1e-4)


def test_what_is_kept_is_what_pytorch_says() -> None:
    made = reference.make()
    assert made.keys() == {*KEPT.files}
    for name, values in made.items():
        np.testing.assert_allclose(values, KEPT[name], rtol=0, atol=2e-5)


def test_the_loss_is_what_is_lost_and_what_the_latent_says() -> None:
    """With no noise and BETA aside, NumPy's own numbers."""
    weights = reference.weights(4)
    x = reference.pictures()
    tensors = {name: torch.from_numpy(w) for name, w in weights.items()}
    silent = torch.zeros(2, 4, 16, 16)
    found = teaching.loss(tensors, torch.from_numpy(x).permute(0, 3, 1, 2), silent, 4).item()
    mean, log_variance = nets.encode(weights, x, 4)
    lost = np.abs(nets.decode(weights, mean, 4) - x).mean()
    says = (mean**2 + np.exp(log_variance) - 1 - log_variance).mean() / 2
    assert found == pytest.approx(lost + teaching.BETA * says, rel=1e-4)


def test_training_goes_on_where_it_was_and_tells_the_spread_of_latents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Interrupted and resumed is uninterrupted; the checkpoints themselves are tested with those
    of the scenes."""
    monkeypatch.setattr(training, "LINE", 2)
    monkeypatch.setattr(teaching, "sheet", lambda *_: None)
    monkeypatch.setattr(teaching, "MEASURED", 100)
    monkeypatch.setattr(kept, "MANY", 50)
    descend = training.Training.descend
    threads = torch.get_num_threads()
    torch.set_num_threads(1)

    def stopped(self: training.Training, loss: torch.Tensor) -> None:
        descend(self, loss)
        if self.step == 3:
            raise KeyboardInterrupt

    def main(place: str) -> int:
        monkeypatch.setattr(teaching, "FOLDER", tmp_path / place)
        file = tmp_path / place / "autoencoder8" / "weights.safetensors"
        monkeypatch.setattr(nets, "FILES", {8: file})
        options = ["--factor=8", "--steps=5", "--batch=4", "--workers=0", "--precision=no"]
        monkeypatch.setattr(sys, "argv", ["autoencoder", *options])
        return teaching.main()

    try:
        assert main("whole") == 0
        with monkeypatch.context() as patch:
            patch.setattr(training.Training, "descend", stopped)
            assert main("twice") == 130
        assert main("twice") == 0
    finally:
        torch.set_num_threads(threads)
        torch.use_deterministic_algorithms(False)
    assert "going on from step 2" in capsys.readouterr().out
    nets.load.cache_clear()
    whole, twice = (
        nets.load(8, tmp_path / place / "autoencoder8" / "weights.safetensors").weights
        for place in ("whole", "twice")
    )
    for file in ("evaluation.json", "README.md"):
        assert (tmp_path / "whole" / "autoencoder8" / file).is_file()
    for name, w in whole.items():
        np.testing.assert_array_equal(w, twice[name])
    assert whole["latent.deviation"].min() > 0


def test_a_lesson_is_drawn_from_the_seed_and_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["autoencoder", "--steps=3", "--batch=8", "--seed=1"])
    asked = teaching.options()
    lessons = teaching.Lessons(asked)
    x, noise = lessons[1]
    assert (x.shape, noise.shape) == ((8, 3, 64, 64), (8, 4, 16, 16))
    assert x.min() >= -1
    assert x.max() <= 1
    again = teaching.Lessons(asked)[1]
    assert torch.equal(x, again[0])
    assert torch.equal(noise, again[1])
    assert not torch.equal(x, lessons[2][0])
    part = teaching.Lessons(asked, rank=1, processes=2)[1]
    assert len(part[0]) == 4
