"""The autoencoders in NumPy: beside PyTorch's answers, by part, and what they refuse."""

from pathlib import Path

import numpy as np
import pytest

from gen.nets import autoencoder, safetensors
from gen.nets.autoencoder import Autoencoder
from tests.nets import autoencoder_reference as reference

KEPT = np.load(reference.FILE)
FACTORS = tuple(autoencoder.ENCODER)


@pytest.mark.parametrize("factor", FACTORS)
def test_they_say_what_pytorch_says(factor: int) -> None:
    weights = reference.weights(factor)
    mean, log_variance = autoencoder.encode(weights, reference.pictures(), factor)
    picture = autoencoder.decode(weights, mean, factor)
    assert mean.shape == log_variance.shape == (2, 64 // factor, 64 // factor, 4)
    assert picture.shape == (2, 64, 64, 3)
    for name, ours in (("mean", mean), ("log_variance", log_variance), ("picture", picture)):
        theirs = KEPT[f"{name}{factor}"]
        assert theirs.std() > 0.3
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-4)


@pytest.mark.parametrize("factor", FACTORS)
def test_every_weight_counts(factor: int) -> None:
    """So what is compared with PyTorch compares all of it."""
    weights, x = reference.weights(factor), reference.pictures()[:1]

    def both(weights: dict) -> np.ndarray:
        network = Autoencoder(weights, factor)
        latents = network.encode(x)
        return np.concatenate([latents.ravel(), network.decode(0.5 * latents).ravel()])

    before = both(weights)
    for name, w in weights.items():
        change = 0.3 * np.random.default_rng(0).standard_normal(w.shape).astype(np.float32)
        if name == "encoder.out.w":
            change[4:] = 0
            assert np.array_equal(both(weights | {name: np.r_[w[:4], 2 * w[4:]]}), before)
        assert np.abs(both(weights | {name: w + change}) - before).max() > 1e-3, name


def test_latents_are_told_in_their_own_units() -> None:
    weights, x = reference.weights(4), reference.pictures()
    network = Autoencoder(weights, 4)
    mean, _ = autoencoder.encode(weights, x, 4)
    told = (mean - weights["latent.mean"]) / weights["latent.deviation"]
    np.testing.assert_allclose(network.encode(x), told, rtol=0, atol=1e-6)
    back = autoencoder.decode(weights, mean, 4)
    np.testing.assert_allclose(network.decode(network.encode(x)), back, rtol=0, atol=1e-4)


@pytest.mark.parametrize("factor", FACTORS)
def test_a_picture_is_seen_alone(factor: int) -> None:
    network, x = Autoencoder(reference.weights(factor), factor), reference.pictures()
    latents = network.encode(x)
    np.testing.assert_allclose(network.encode(x[1:]), latents[1:], rtol=0, atol=1e-5)
    both = network.decode(latents)
    np.testing.assert_allclose(network.decode(latents[1:]), both[1:], rtol=0, atol=1e-5)


@pytest.mark.parametrize("shape", [(), (64, 64, 3), (1, 32, 32, 3), (1, 64, 64, 1), (1, 64, 63, 3)])
def test_other_pictures_are_refused(shape: tuple[int, ...]) -> None:
    network = Autoencoder(reference.weights(4), 4)
    with pytest.raises(ValueError, match=r"^pictures: got shape .*; must be \(B, 64, 64, 3\)$"):
        network.encode(np.zeros(shape))


@pytest.mark.parametrize("shape", [(), (16, 16, 4), (1, 8, 8, 4), (1, 16, 16, 3)])
def test_other_latents_are_refused(shape: tuple[int, ...]) -> None:
    network = Autoencoder(reference.weights(4), 4)
    with pytest.raises(ValueError, match=r"^latents: got shape .*; must be \(B, 16, 16, 4\)$"):
        network.decode(np.zeros(shape))


def test_another_factor_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^factor: got 3; must be 4 or 8$"):
        autoencoder.file_of(3)


@pytest.mark.parametrize("factor", FACTORS)
def test_weights_are_small_and_those_of_another_network_are_refused(
    tmp_path: Path, factor: int
) -> None:
    file = tmp_path / "weights.safetensors"
    half = {name: w.astype(np.float16) for name, w in reference.weights(factor).items()}
    file.write_bytes(safetensors.dump(half, {}))
    assert file.stat().st_size < 2_000_000
    assert autoencoder.load(factor, file).factor == factor
    with pytest.raises(ValueError, match=r"has not the weights of this network: bring or train"):
        autoencoder.load(12 - factor, file)
